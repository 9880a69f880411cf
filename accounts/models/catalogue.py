"""The words both sides sort their offers by: categories, platforms, kinds of content."""

from django.db import models


class Platform(models.TextChoices):
    """Where content is published."""

    INSTAGRAM = "instagram", "Instagram"
    YOUTUBE = "youtube", "YouTube"
    TIKTOK = "tiktok", "TikTok"
    FACEBOOK = "facebook", "Facebook"
    X = "x", "X"
    TWITCH = "twitch", "Twitch"
    LINKEDIN = "linkedin", "LinkedIn"
    PINTEREST = "pinterest", "Pinterest"
    PODCAST = "podcast", "Podcast"
    BLOG = "blog", "Blog"


# Worked out once: the choices of an enumeration are made anew each time they are asked for.
PLATFORM_LABELS: dict[str, str] = {name.value: name.label for name in Platform}


class DeliverableKind(models.TextChoices):
    """What one item of content is."""

    POST = "post", "Post"
    STORY = "story", "Story"
    SHORT_VIDEO = "short_video", "Short video"
    LONG_VIDEO = "long_video", "Long video"
    LIVESTREAM = "livestream", "Livestream"
    ARTICLE = "article", "Article"
    MENTION = "mention", "Mention"


class CategoryQuerySet(models.QuerySet["Category"]):
    """Reads of categories."""

    def offered(self) -> "CategoryQuerySet":
        """Return those that forms offer."""
        return self.filter(is_active=True)


class Category(models.Model):
    """What campaigns and influencers are sorted by. Moderators keep the list."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    is_active = models.BooleanField(
        default=True, help_text="Untick to stop offering it; what uses it keeps it."
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name
