"""The people and companies of the demo. All invented; their addresses end in example.com."""

from dataclasses import dataclass

CATEGORIES = (
    "Outdoor",
    "Food and drink",
    "Home and garden",
    "Beauty",
    "Fashion",
    "Technology",
    "Fitness",
    "Travel",
    "Parenting",
    "Books",
)


@dataclass(frozen=True)
class Brand:
    """A sponsor of the demo."""

    handle: str
    name: str
    industry: str
    country: str
    zone: str
    about: str
    is_verified: bool = True


@dataclass(frozen=True)
class Creator:
    """An influencer of the demo; followers in units, rate in percent, price in major units."""

    handle: str
    name: str
    category: str
    niche: str
    country: str
    zone: str
    languages: str
    platform: str
    followers: int
    rate: str
    price: int
    second: str = ""


# The demo's sponsor login is the first brand, its influencer login the first creator.
BRANDS = (
    Brand("northbeam", "Northbeam", "Outdoor footwear", "AT", "Europe/Vienna",
          "Trail shoes made in small runs, repaired for as long as the upper lasts."),
    Brand("kettlefolk", "Kettle & Folk", "Tea", "GB", "Europe/London",
          "Loose-leaf tea from eleven gardens we visit every spring."),
    Brand("lumenhaus", "Lumenhaus", "Lighting", "DE", "Europe/Berlin",
          "Lamps that can be taken apart with one screwdriver."),
    Brand("saltmarsh", "Saltmarsh Skincare", "Skincare", "IE", "Europe/Dublin",
          "Five products, short ingredient lists, refill pouches."),
    Brand("pagewright", "Pagewright Books", "Publishing", "US", "America/New_York",
          "Independent publisher of novels in translation."),
    Brand("velocart", "Velocart", "Cargo bikes", "NL", "Europe/Amsterdam",
          "Electric cargo bikes for families and small trades."),
    Brand("oatlane", "Oat Lane", "Food", "SE", "Europe/Stockholm",
          "Breakfast made of oats grown within a day's drive."),
    Brand("fernandfold", "Fern & Fold", "Fashion", "PT", "Europe/Lisbon",
          "Linen clothes cut to order, sent within a week."),
    Brand("tinkerbyte", "Tinkerbyte", "Electronics kits", "US", "America/Los_Angeles",
          "Kits that teach electronics by building something useful."),
    Brand("hollowoak", "Hollow Oak Furniture", "Furniture", "DK", "Europe/Copenhagen",
          "Flat-packed furniture in solid oak, with spare parts for 20 years."),
    Brand("brightsprout", "Brightsprout", "Children's toys", "FR", "Europe/Paris",
          "Wooden toys without batteries."),
    Brand("quickglow", "Quickglow Labs", "Supplements", "US", "America/Chicago",
          "New here; waiting for a moderator to look at our papers.", is_verified=False),
)  # fmt: skip

CREATORS = (
    Creator("mira.okafor", "Mira Okafor", "Outdoor", "Trail running", "AT", "Europe/Vienna",
            "en de", "instagram", 48_200, "4.1", 450, "youtube"),
    Creator("studio-nord", "Studio Nord", "Home and garden", "Small flats", "SE",
            "Europe/Stockholm", "en sv", "instagram", 126_000, "3.2", 1_200, "pinterest"),
    Creator("tomas.kitchen", "Tomas Ribeiro", "Food and drink", "One-pot dinners", "PT",
            "Europe/Lisbon", "pt en", "tiktok", 310_000, "6.4", 900, "instagram"),
    Creator("anna-reads", "Anna Lindqvist", "Books", "Novels in translation", "SE",
            "Europe/Stockholm", "sv en", "youtube", 22_400, "7.9", 300, "podcast"),
    Creator("ridgewalker", "Jonas Brandt", "Outdoor", "Long-distance hikes", "DE",
            "Europe/Berlin", "de", "youtube", 88_700, "5.0", 1_100, "instagram"),
    Creator("leafandlather", "Priya Raman", "Beauty", "Sensitive skin", "GB", "Europe/London",
            "en", "instagram", 64_300, "3.7", 520, "tiktok"),
    Creator("bench.and.bolt", "Marcus Hale", "Technology", "Repair", "US", "America/Denver", "en",
            "youtube", 540_000, "4.8", 3_400),
    Creator("petit-pas", "Claire Dumont", "Parenting", "Toddlers", "FR", "Europe/Paris", "fr en",
            "instagram", 9_300, "8.8", 140),
    Creator("slow.miles", "Ines Carvalho", "Travel", "Trains", "PT", "Europe/Lisbon", "pt en es",
            "instagram", 73_900, "4.4", 600, "blog"),
    Creator("kilo-kim", "Kim Jae-won", "Fitness", "Kettlebells", "KR", "Asia/Seoul", "ko en",
            "tiktok", 1_240_000, "5.9", 5_200, "youtube"),
    Creator("the.linen.line", "Sofia Moretti", "Fashion", "Capsule wardrobes", "IT",
            "Europe/Rome", "it en", "instagram", 187_000, "2.9", 1_500),
    Creator("crumbandco", "Ellie Warren", "Food and drink", "Bread", "GB", "Europe/London", "en",
            "instagram", 35_800, "5.5", 380, "youtube"),
    Creator("solder.sister", "Nadia Petrova", "Technology", "Electronics for beginners", "BG",
            "Europe/Sofia", "bg en", "youtube", 112_000, "6.1", 980),
    Creator("wildcoast", "Aoife Brennan", "Outdoor", "Sea swimming", "IE", "Europe/Dublin", "en",
            "instagram", 18_600, "6.7", 220),
    Creator("fold.and.file", "Hanna Vogel", "Home and garden", "Tidying", "CH", "Europe/Zurich",
            "de en", "tiktok", 402_000, "4.0", 1_900, "instagram"),
    Creator("papertrail", "Luis Ortega", "Books", "Crime novels", "MX", "America/Mexico_City",
            "es en", "instagram", 27_100, "4.9", 240, "tiktok"),
    Creator("gran.tempo", "Paolo Ricci", "Fitness", "Cycling", "IT", "Europe/Rome", "it",
            "youtube", 151_000, "3.8", 1_300, "instagram"),
    Creator("mossandmortar", "Freya Nielsen", "Home and garden", "Renovation", "DK",
            "Europe/Copenhagen", "da en", "youtube", 69_500, "4.6", 820),
    Creator("second.skin", "Amara Diallo", "Beauty", "Natural hair", "SN", "Africa/Dakar", "fr en",
            "youtube", 233_000, "6.0", 1_600, "instagram"),
    Creator("tiny-forks", "Grace Kim", "Parenting", "Family meals", "US", "America/New_York", "en",
            "instagram", 54_000, "5.1", 480, "tiktok"),
    Creator("nightbus.notes", "Dev Patel", "Travel", "City breaks", "GB", "Europe/London", "en",
            "tiktok", 96_400, "7.2", 700),
    Creator("rust.and.root", "Otto Lehmann", "Home and garden", "Allotments", "DE",
            "Europe/Berlin", "de", "instagram", 12_900, "6.3", 160),
    Creator("cedar.and.coal", "Emil Strand", "Outdoor", "Bushcraft", "NO", "Europe/Oslo", "no en",
            "youtube", 41_300, "5.8", 540, "instagram"),
    Creator("plain.plates", "Yuki Tanaka", "Food and drink", "Bento", "JP", "Asia/Tokyo", "ja en",
            "instagram", 268_000, "4.2", 1_700),
    Creator("hem.and.haw", "Ruth Adeyemi", "Fashion", "Mending", "NG", "Africa/Lagos", "en",
            "instagram", 31_700, "6.6", 290, "tiktok"),
    Creator("bitwise.ben", "Ben Carter", "Technology", "Home servers", "CA", "America/Toronto",
            "en", "youtube", 76_800, "5.3", 890, "blog"),
    Creator("five.am.club.not", "Lena Fischer", "Fitness", "Late starters", "AT",
            "Europe/Vienna", "de en", "instagram", 15_400, "7.4", 190),
    Creator("harbour.light", "Marta Kowalska", "Travel", "Baltic coast", "PL", "Europe/Warsaw",
            "pl en", "instagram", 44_900, "4.7", 410),
    Creator("cup.by.cup", "Sam Okonkwo", "Food and drink", "Tea and coffee", "GB",
            "Europe/London", "en", "youtube", 58_200, "5.6", 620, "instagram"),
    Creator("the.quiet.shelf", "Noor Haddad", "Books", "Poetry", "JO", "Asia/Amman", "ar en",
            "instagram", 8_700, "9.1", 110),
    Creator("glasshouse.girl", "Tessa Brouwer", "Home and garden", "Houseplants", "NL",
            "Europe/Amsterdam", "nl en", "tiktok", 175_000, "5.7", 1_050, "instagram"),
    Creator("stride.theory", "Ken Mwangi", "Fitness", "Running form", "KE", "Africa/Nairobi",
            "en sw", "youtube", 204_000, "6.9", 1_450),
    Creator("one.bag.less", "Olga Novak", "Travel", "Light packing", "CZ", "Europe/Prague",
            "cs en", "youtube", 37_600, "5.2", 430),
    Creator("bare.minimum", "Camille Roy", "Beauty", "Short routines", "CA", "America/Montreal",
            "fr en", "tiktok", 620_000, "4.3", 2_600, "instagram"),
    Creator("dad.builds", "Rob Jensen", "Parenting", "Play sheds", "US", "America/Chicago", "en",
            "youtube", 132_000, "5.4", 1_250),
    Creator("thread.count", "Mei Lin", "Fashion", "Fabrics", "SG", "Asia/Singapore", "en zh",
            "instagram", 83_500, "3.9", 760),
    Creator("altitude.zero", "Pablo Reyes", "Outdoor", "Desert running", "CL",
            "America/Santiago", "es en", "instagram", 29_300, "6.2", 270),
    Creator("circuit.garden", "Ada Nwosu", "Technology", "Sensors outdoors", "NG",
            "Africa/Lagos", "en", "youtube", 19_800, "7.7", 260),
    Creator("oven.at.nine", "Julia Berg", "Food and drink", "Late-night baking", "DE",
            "Europe/Berlin", "de en", "tiktok", 148_000, "6.8", 840, "instagram"),
    Creator("big.little.news", "Hugo Martin", "Parenting", "Twins", "BE", "Europe/Brussels",
            "fr nl en", "instagram", 24_600, "5.0", 230),
)  # fmt: skip
