"""What is rated: three axes, each with words of its own for either side."""

from ads.workflow import Side

# The model's fields, and what the axis is called where that side is the one who is rated.
AXES: dict[str, dict[Side, str]] = {
    "quality_stars": {
        Side.INFLUENCER: "Quality of the work",
        Side.SPONSOR: "Clear brief and fair review",
    },
    "communication_stars": {
        Side.INFLUENCER: "Communication",
        Side.SPONSOR: "Communication",
    },
    "timeliness_stars": {
        Side.INFLUENCER: "On time",
        Side.SPONSOR: "Prompt answers and approval",
    },
}


def axis_labels(rated: Side) -> list[str]:
    """Return what the axes are called where `rated` is the side that is judged, in order."""
    return [labels[rated] for labels in AXES.values()]
