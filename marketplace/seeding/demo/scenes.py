"""The ads and interests of the demo: who works with whom, how far, and what they wrote."""

from dataclasses import dataclass

from ads.workflow import Side, State

Stars = tuple[int, int, int]


@dataclass(frozen=True)
class Twist:
    """What happens beside an ad's way, so many hours after its last move or before it.

    `name` is one of `twists.steps`, which say what `amount` and `files` mean there.
    """

    name: str
    hours: int
    by: Side
    words: str = ""
    amount: int = 0
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """One ad. `price` in major units; `age` is how many days ago its last move was made."""

    campaign: str
    creator: str
    title: str
    state: State
    price: int
    age: int
    kind: str = "short_video"
    quantity: int = 1
    talk: tuple[str, ...] = ()  # the influencer begins, then they alternate
    # By the sponsor and by the influencer, each for quality, communication and timeliness.
    stars: tuple[Stars, Stars] | None = None
    # Its offer also sends a product, buys usage and asks for exclusivity.
    says_more: bool = False
    # Pictures and papers come with its drafts.
    has_files: bool = False
    twists: tuple[Twist, ...] = ()
    # When both rate, in hours after the last move.
    rated_after: int = 12


@dataclass(frozen=True)
class Wish:
    """One interest that waits for an answer. `price` in major units."""

    campaign: str
    creator: str
    price: int
    message: str
    is_declined: bool = False


S = State
SPONSOR, INFLUENCER = Side.SPONSOR, Side.INFLUENCER
SCENES = (
    Scene("Autumn trail shoes", "mira.okafor", "Two trail videos", S.IN_REVIEW, 900, 1,
          quantity=2, has_files=True,
          talk=("Both drafts are in. The second one opens on the ridge at sunrise.",
                "Thank you, looking at them this afternoon."),
          twists=(
              Twist("propose_change", -26, SPONSOR, amount=60, words="Snow came early. Take four "
                    "days more and a guide for the ridge; we pay for the guide."),
              Twist("agree", -20, INFLUENCER),
              Twist("write", 4, INFLUENCER, "How the three minutes go, and a still from the ridge.",
                    files=("storyboard", "picture")),
          )),
    Scene("Autumn trail shoes", "ridgewalker", "Three days in the Karwendel", S.ACTIVE, 1_100, 3,
          kind="long_video", talk=("The shoes arrived, I leave on Friday.",)),
    Scene("Autumn trail shoes", "one.bag.less", "One pair, three borders", S.ACTIVE, 430, 2,
          twists=(Twist("propose_change", 20, INFLUENCER, amount=60, words="The ferry runs at "
                        "weekends only by now, so the crossing takes me two days more."),)),
    Scene("Autumn trail shoes", "five.am.club.not", "First trail at forty", S.ACTIVE, 290, 1,
          says_more=True, twists=(Twist("give_address", 3, INFLUENCER),)),
    Scene("Autumn trail shoes", "wildcoast", "Wet rock, low tide", S.COUNTERED, 260, 1,
          says_more=True,
          talk=("Low tide is early that week, so I would need a second morning.",),
          twists=(Twist("write_anyway", 5, INFLUENCER, "It would be quicker by mail: write to me "
                        "at aoife@wildcoast.example.com."),)),
    Scene("Autumn trail shoes", "cedar.and.coal", "A week in the birch forest", S.OFFERED, 540, 2),
    Scene("Autumn trail shoes", "altitude.zero", "Dust and grip", S.POSTED, 270, 1, kind="post"),
    Scene("Autumn trail shoes", "stride.theory", "What a sole does", S.ACCEPTED, 1_450, 1),
    Scene("Autumn trail shoes", "gran.tempo", "Off the bike", S.DECLINED, 800, 12),
    Scene("Autumn trail shoes", "harbour.light", "Coast path in November", S.COMPLETED, 410, 2,
          kind="post", stars=((5, 5, 5), (5, 4, 5)),
          twists=(Twist("enter_results", 30, INFLUENCER, amount=18_400),)),
    Scene("Repair, don't replace", "mira.okafor", "Resoled after 900 km", S.OFFERED, 450, 1,
          says_more=True),
    Scene("Repair, don't replace", "bitwise.ben", "A boot on the bench", S.CHANGES_REQUESTED, 890,
          1, talk=("The first cut is in.", "Good start. Can we hear the price of the repair?")),
    Scene("Repair, don't replace", "hem.and.haw", "Mending, but shoes", S.APPROVED, 290, 1),
    Scene("Repair, don't replace", "ridgewalker", "Heel to heel", S.IN_REVIEW, 480, 2,
          twists=(
              Twist("dispute", 8, INFLUENCER, "The brief asks for one walk. Now I am to film a "
                    "second one on other shoes, and the review waits for that.",
                    files=("picture",)),
              Twist("state", 30, SPONSOR, "The picture was too dark to see the sole in the first "
                    "ten seconds. We asked for the same walk in daylight, not for a new one.",
                    files=("dark picture",)),
          )),
    Scene("Winter fitting, by invitation", "mira.okafor", "Fitted, then frozen", S.ACTIVE, 320, 2,
          says_more=True,
          twists=(Twist("give_address", 3, INFLUENCER),
                  Twist("send_product", 26, SPONSOR, "DEMO 0042 1730"))),
    Scene("Winter fitting, by invitation", "five.am.club.not", "A fitting in five frames",
          S.DRAFT, 190, 0, kind="story"),
    Scene("Summer test team", "mira.okafor", "Three runs in June", S.COMPLETED, 380, 30,
          kind="post", stars=((5, 5, 4), (4, 5, 3)),
          twists=(
              Twist("enter_results", 24, INFLUENCER, amount=21_300, files=("picture",)),
              Twist("answer_rating", 30, INFLUENCER, "The third run was a day late, as you say. "
                    "Thank you for waiting for the rain to stop."),
              Twist("still_up", 150, INFLUENCER, amount=7),
          )),
    Scene("Summer test team", "mira.okafor", "One wet hill", S.IN_REVIEW, 400, 50,
          stars=((3, 2, 3), (4, 3, 3)), rated_after=80,
          twists=(
              Twist("dispute", 6, SPONSOR, "Agreed were two minutes on the hill. The draft has "
                    "forty seconds of it and a long breakfast.", files=("dark picture",)),
              Twist("state", 20, INFLUENCER, "The storm cut the run short. I offered to go again "
                    "and had no answer for three days.", files=("picture",)),
              Twist("settle", 60, SPONSOR, amount=280, words="The draft is shorter than agreed, "
                    "and the offer to film again went unanswered. The work that was done is paid, "
                    "the missing part goes back."),
          )),
    Scene("Summer test team", "mira.okafor", "Sunrise by night bus", S.ACTIVE, 350, 70,
          twists=(Twist("propose_end", 10, SPONSOR, "The night bus does not run this summer. We "
                        "would rather stop than have you drive."),
                  Twist("agree", 30, INFLUENCER))),
    Scene("Summer test team", "altitude.zero", "Desert test", S.COMPLETED, 250, 35, kind="post",
          stars=((4, 5, 4), (5, 5, 4))),
    Scene("Summer test team", "ridgewalker", "Hut to hut", S.CANCELLED, 700, 60),
    Scene("Summer test team", "one.bag.less", "One pair for ten days", S.EXPIRED, 400, 90),
    Scene("Summer test team", "slow.miles", "Station to summit", S.WITHDRAWN, 500, 95),
    Scene("Second flush, first cup", "mira.okafor", "A flask on the summit", S.ACTIVE, 420, 2,
          talk=("Does the tin have to be visible the whole time?",
                "Once is enough, near the end.")),
    Scene("Second flush, first cup", "cup.by.cup", "Side by side", S.COMPLETED, 620, 1,
          stars=((5, 5, 5), (5, 5, 5))),
    Scene("School run without a car", "mira.okafor", "Up the hill with a week's shopping",
          S.COUNTERED, 650, 1),
    Scene("School run without a car", "petit-pas", "Rain on a Tuesday", S.IN_REVIEW, 220, 2),
    Scene("School run without a car", "dad.builds", "Two children, one plank", S.ACTIVE, 1_250, 4),
    Scene("A lamp you can take apart", "fold.and.file", "One screwdriver", S.POSTED, 1_900, 1),
    Scene("A lamp you can take apart", "mira.okafor", "Lamp light at the hut", S.IN_REVIEW, 380, 1,
          twists=(Twist("dispute", 10, SPONSOR, "The lamp is switched on from the first second. We "
                        "agreed that it is put together on camera."),)),
    Scene("A lamp you can take apart", "mossandmortar", "Light for a hallway", S.OFFERED, 820, 3),
    Scene("Five products, no shelf", "leafandlather", "Five on the sink", S.APPROVED, 520, 1),
    Scene("Five products, no shelf", "bare.minimum", "Which one I would drop", S.COMPLETED, 2_200,
          5, stars=((4, 3, 4), (4, 4, 5))),
    Scene("The winter list", "anna-reads", "One paragraph, read twice", S.IN_REVIEW, 300, 1),
    Scene("The winter list", "the.quiet.shelf", "Snow in translation", S.COMPLETED, 110, 8,
          kind="post", stars=((5, 5, 5), (5, 5, 4))),
    Scene("Breakfast in four minutes", "tomas.kitchen", "Four minutes, one bowl", S.ACTIVE, 900, 2),
    Scene("One dress, ten days", "the.linen.line", "Ten mornings", S.CHANGES_REQUESTED, 1_500, 2),
    Scene("One dress, ten days", "mira.okafor", "Linen above the tree line", S.ACTIVE, 460, 2,
          twists=(Twist("propose_change", 20, SPONSOR, amount=50, words="Two of the ten colours "
                        "leave the workshop late. Take four days more and one more hut night."),)),
    Scene("Build it with someone", "solder.sister", "My mother's weather station", S.POSTED, 980,
          1, kind="long_video"),
    Scene("Build it with someone", "circuit.garden", "Rain gauge on the roof", S.COUNTERED, 300, 1),
    Scene("A table for twenty years", "studio-nord", "A table in 28 square metres", S.ACCEPTED,
          1_200, 1),
    Scene("No batteries", "big.little.news", "Two trains, one track", S.OFFERED, 230, 2),
)  # fmt: skip

WISHES = (
    Wish("Autumn trail shoes", "slow.miles", 550,
         "I take the night train to the Tatras in two weeks and walk back across the border."),
    Wish("Autumn trail shoes", "kilo-kim", 4_800,
         "My audience trains indoors. A first trail run would be new to them, and to me."),
    Wish("Repair, don't replace", "rust.and.root", 150,
         "My allotment boots are ten years old and held by wire. A fair test, I think."),
    Wish("Repair, don't replace", "thread.count", 700,
         "I would compare your stitch with a cobbler's here.", is_declined=True),
    Wish("Breakfast in four minutes", "mira.okafor", 400,
         "Four minutes is what I have before a run. I would film it on the doorstep."),
    Wish("Second flush, first cup", "oven.at.nine", 800, "Tea at nine in the evening is my slot."),
    Wish("The winter list", "papertrail", 240, "I read one of your crime novels last year."),
    Wish("No batteries", "tiny-forks", 450, "The train set would live on our kitchen floor."),
    Wish("A lamp you can take apart", "glasshouse.girl", 1_000, "Lamps and leaves go together."),
)  # fmt: skip
