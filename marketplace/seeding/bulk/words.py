"""What invented people are called and say. Nobody here exists."""

FIRST_NAMES = """
    Ada Amira Anouk Arne Asha Bea Bruno Carla Chidi Dana Daria Elif Emil Esra Fadi Femi Freya Gita
    Hana Hugo Ines Ivo Jana Jonas Jun Kaja Kofi Lena Leo Lina Luca Maja Malik Marta Mei Milan Nadia
    Nils Noor Olga Omar Paula Pia Rafa Rina Rosa Samir Sanna Selma Sina Taro Tess Tomas Uma Vera
    Viktor Wanda Yara Yusuf Zoe
""".split()  # noqa: SIM905
LAST_NAMES = """
    Abara Adler Alves Arden Bakker Banik Berg Bianchi Castell Chen Costa Dahl Danso Duarte Ekholm
    Ferrer Fischer Fonseca Garza Greco Haas Hadid Halvor Ibsen Ito Jansen Kaplan Karim Keller Kimura
    Kovac Lang Lindqvist Marchetti Mbeki Mendel Moreau Nagy Novak Oduya Okoro Olsen Park Petrov
    Quist
    Rahman Reyes Rossi Saito Santos Sharma Sokol Tanaka Thorne Ueda Vance Voss Weiss Yilmaz Zeman
""".split()  # noqa: SIM905
BRAND_STARTS = """
    Alder Amber Birch Blue Bramble Brook Cedar Clay Cloud Copper Coral Dawn Drift Elm Ember Field
    Flint Forge Harbor Hazel Iron Ivory Juniper Lark Linden Loft Maple Meadow Mill Moss Night Oak
    Olive Pebble Pine Quill River Rowan Sage Salt Silver Slate Spruce Stone Summit Thistle Tide
    Willow Wren
""".split()  # noqa: SIM905
BRAND_ENDS = (
    """
    & Co|Bakery|Books|Cycles|Goods|Home|Kitchen|Labs|Lighting|Makers|Market|Outdoor|Press|Roasters
    |Skincare|Studio|Supply|Tea|Textiles|Toys|Travel|Works
""".replace("\n    ", "")
    .strip()
    .split("|")
)
INDUSTRIES = """
    Books|Cycling|Fashion|Food|Furniture|Homeware|Lighting|Outdoor|Skincare|Software|Tea|Toys|Travel
""".strip().split("|")

# Country, time zone, languages.
PLACES = (
    ("US", "America/New_York", ["en"]),
    ("US", "America/Los_Angeles", ["en", "es"]),
    ("GB", "Europe/London", ["en"]),
    ("DE", "Europe/Berlin", ["de", "en"]),
    ("AT", "Europe/Vienna", ["de"]),
    ("FR", "Europe/Paris", ["fr"]),
    ("ES", "Europe/Madrid", ["es"]),
    ("BR", "America/Sao_Paulo", ["pt"]),
    ("IN", "Asia/Kolkata", ["en", "hi"]),
    ("JP", "Asia/Tokyo", ["ja"]),
    ("NG", "Africa/Lagos", ["en"]),
    ("AU", "Australia/Sydney", ["en"]),
)
# Category: what people in it talk about.
NICHES = {
    "Outdoor": ("alpine huts", "trail running", "wild swimming", "slow hiking"),
    "Food and drink": ("one-pan suppers", "sourdough", "street food", "tea"),
    "Home and garden": ("balcony gardens", "small flats", "repairs", "houseplants"),
    "Beauty": ("sensitive skin", "short routines", "grey hair", "refills"),
    "Fashion": ("mending", "second hand", "tall sizes", "linen"),
    "Technology": ("home servers", "keyboards", "solar power", "first computers"),
    "Fitness": ("kettlebells", "training after fifty", "climbing", "lunch-break yoga"),
    "Travel": ("night trains", "islands", "cities on foot", "camper vans"),
    "Parenting": ("twins", "wooden toys", "school runs", "bedtime stories"),
    "Books": ("translations", "crime novels", "poetry", "audiobooks"),
}
THINGS = (
    """
    autumn launch|spring range|refill pouches|travel kit|starter set|winter edition|workshop series
    |new flavour|anniversary box|repair service|weekend bundle|first collection|gift season
    |neighbourhood tour|test team|recipe month
""".replace("\n    ", "")
    .strip()
    .split("|")
)
GOALS = (
    "500 visits to the page of the range.",
    "Sell 300 sample boxes.",
    "50,000 saves of the recipe.",
    "Forty honest reviews.",
    "1,000 new readers of our letter.",
    "Show how it is made to 100,000 people.",
)
BRIEF = (
    "Show it in use, where you would use it anyway.",
    "No studio and no script: your own words.",
    "Say what you like and what you would leave out.",
    "Keep the mistakes in, they make it better.",
    "One moment in which it mattered is enough.",
    "We send everything you need within three days.",
    "Name the price once and link to the page.",
    "Children and animals are welcome, our logo need not be large.",
    "We read the draft within two days and rarely ask for changes.",
    "The first seconds decide: begin in the middle.",
)
REQUIREMENTS = (
    "Mark it as advertising. Show the product once in the first ten seconds.",
    "Mark it as advertising. Link to the page and keep the link for the whole time.",
    "Mark it as advertising. No other brand of the same kind in the picture.",
    "Mark it as advertising. Spoken in your own language, with subtitles.",
)
RIGHTS = (
    "",
    "We may share it on our own channels for 30 days, worldwide.",
    "Our own channels and the shop's page, worldwide, for 90 days.",
    "Paid promotion of the post in Europe for 14 days.",
)
NOTES = (
    "",
    "We liked your last series and would love to work with you.",
    "The dates can move by a few days if that helps.",
    "Happy to talk about the details here.",
)
COUNTERS = (
    "This takes two days of filming, so I ask for a little more.",
    "I can do it for this price if the rights stay at 30 days.",
    "Let us meet in the middle.",
)
REASONS = (
    "It does not fit my calendar this month.",
    "I work with a brand of the same kind already.",
    "The budget went to another campaign.",
    "The brief changed on our side.",
)
CHANGES = (
    "The name is misspelt in the second caption.",
    "The light in the first shot is too dark, the rest is lovely.",
    "Could the price be said a little later?",
)
WISHES = (
    "I use this at home and would show it the way I really do.",
    "My readers ask about this every week. I could start next Monday.",
    "This is exactly what my channel is about; numbers are on my profile.",
    "I have an idea for three short parts, the last one with my grandmother.",
)
TALK = (
    "Thank you, that helps.",
    "The parcel has arrived, everything is fine.",
    "Could we move the posting to Thursday evening? My readers are awake then.",
    "I am filming tomorrow if the weather holds.",
    "Looks good to us.",
    "Do you need the raw footage as well?",
    "No, the finished piece is enough.",
    "Which of the two colours should I show?",
    "Take the one you would wear yourself.",
    "The draft is nearly done, only the sound is missing.",
    "We shared it with the team and everybody laughed at the right moment.",
    "Is a link in the first comment enough?",
    "It should be in the description, please.",
    "Would two stories instead of one be all right?",
    "Yes, with pleasure, but the price stays as agreed.",
    "I will hand it in tonight.",
    "Take your time, the deadline is next week.",
    "One question about the rights: does it include your newsletter?",
    "Only what the terms say, so no.",
    "The first comments are in and they are kind.",
)
PRAISE = (
    "",
    "On time and a pleasure to work with.",
    "Clear brief, quick answers, fair.",
    "Good work, though the draft came a day late.",
    "Would do it again at once.",
    "Fine in the end, after some back and forth.",
)
SUSPICIONS = ("Followers bought.", "Asked for payment outside the platform.")
FLAGS = ("The brief asks for claims that nobody can prove.", "The shop's address does not exist.")
