"""`{% load parley %}`: the components, as tags and filters."""

from django import template

from marketplace.kernel.components import badges, figures, icons, pages, people, times

register = template.Library()

register.filter(figures.money)
register.filter(figures.signed_money)
register.filter(figures.compact)
register.filter(times.deadline)

register.simple_tag(icons.icon)
register.simple_tag(badges.state_badge)
register.simple_tag(badges.badge)
register.simple_tag(people.avatar)
register.simple_tag(people.event_icon)
register.simple_tag(people.person)
register.simple_tag(times.moment)
register.simple_tag(times.day)
register.simple_tag(times.until)
register.simple_tag(figures.stars)
register.simple_tag(figures.stars_row)
register.simple_tag(pages.tab)
register.simple_tag(pages.counter)
register.simple_tag(pages.post_button, takes_context=True)
register.simple_tag(pages.form_key, takes_context=True)

register.simple_block_tag(pages.turn_box)
register.simple_block_tag(pages.notice)
register.simple_block_tag(pages.fact)

register.inclusion_tag("components/meter.html")(figures.meter)
register.inclusion_tag("components/steps.html")(pages.steps)
register.inclusion_tag("components/filter_chips.html", takes_context=True)(pages.filter_chips)
register.inclusion_tag("components/paging.html", takes_context=True)(pages.paging)
register.inclusion_tag("components/empty_state.html")(pages.empty_state)
