"""What the demo's campaigns ask for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Brief:
    """One campaign of the demo; budget in major units, days counted from today."""

    brand: str
    title: str
    category: str
    platforms: tuple[str, ...]
    budget: int
    starts: int
    ends: int
    goals: str
    text: str
    state: str = "published"
    visibility: str = "public"


BRIEFS = (
    Brief("northbeam", "Autumn trail shoes", "Outdoor", ("instagram", "youtube"), 8_000, -40, 50,
          "Show that the new sole holds on wet rock. 200 test pairs ordered.",
          "We lend you a pair of the Ridge 2 for a month. Take them where you would go anyway and "
          "show one moment where grip mattered. No studio, no slow motion, your own voice."),
    Brief("northbeam", "Repair, don't replace", "Outdoor", ("youtube", "instagram"), 4_500, -10,
          80, "500 visits to the repair page.",
          "Send us a worn pair of any brand; we resole it. Film the before, the wait and the "
          "first walk after. Say what it cost."),
    Brief("northbeam", "Winter fitting, by invitation", "Outdoor", ("instagram",), 3_000, 5, 60,
          "Twenty fittings booked.", "Small and private: a fitting at our workshop, told in five "
          "frames.", visibility="private"),
    Brief("northbeam", "Spring colours", "Outdoor", ("instagram",), 2_500, 90, 140,
          "To be agreed.", "First thoughts. Not published yet.", state="draft"),
    Brief("northbeam", "Summer test team", "Outdoor", ("instagram", "youtube"), 5_000, -160, -20,
          "Forty reviews from the test team.", "Three runs, one honest review each.",
          state="closed"),
    Brief("kettlefolk", "Second flush, first cup", "Food and drink", ("instagram", "youtube"),
          3_600, -20, 40, "Sell 300 sampler boxes.",
          "Brew the second flush the way you like it, on camera, with the tin in the picture once. "
          "We care more about your kitchen than about our logo."),
    Brief("lumenhaus", "A lamp you can take apart", "Home and garden", ("instagram", "tiktok"),
          6_000, -15, 45, "Show the one-screwdriver idea to 200,000 people.",
          "Take the lamp apart and put it together again in one take. It is fine if you fumble."),
    Brief("saltmarsh", "Five products, no shelf", "Beauty", ("instagram", "tiktok"), 5_200, -8, 35,
          "1,000 refill subscriptions.",
          "Show your routine with nothing but our five. Say which one you would leave out."),
    Brief("pagewright", "The winter list", "Books", ("youtube", "podcast", "instagram"), 2_400, -5,
          60, "Get four novels read aloud for a minute each.",
          "Choose one of four novels in translation and read us your favourite paragraph."),
    Brief("velocart", "School run without a car", "Parenting", ("instagram", "tiktok"), 9_000, -12,
          70, "60 test rides booked in six cities.",
          "Keep the bike for two weeks. Film three school runs, one of them in the rain."),
    Brief("oatlane", "Breakfast in four minutes", "Food and drink", ("tiktok", "instagram"), 4_000,
          -3, 30, "50,000 recipe saves.", "One bowl, four minutes on the clock, no voice-over."),
    Brief("fernandfold", "One dress, ten days", "Fashion", ("instagram",), 5_500, -25, 25,
          "150 made-to-order dresses.", "Wear one linen dress ten different ways."),
    Brief("tinkerbyte", "Build it with someone", "Technology", ("youtube",), 7_500, -18, 55,
          "Sell 400 weather-station kits.",
          "Build the kit with somebody who has never soldered. Keep the mistakes in."),
    Brief("hollowoak", "A table for twenty years", "Home and garden", ("youtube", "pinterest"),
          6_800, -30, 65, "25,000 views on assembly.", "Assemble it, use it for a week, tell."),
    Brief("brightsprout", "No batteries", "Parenting", ("instagram",), 2_800, -6, 40,
          "Pre-Christmas sales of the train set.", "Let the children play and stay out of it."),
    Brief("kettlefolk", "Tea for the night shift", "Food and drink", ("tiktok",), 1_800, -2, 50,
          "Meet people who work at night.", "Brew at 3 a.m., wherever you work.", state="paused"),
)  # fmt: skip
