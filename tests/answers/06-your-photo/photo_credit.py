def right_coffee():
    """The cup of coffee"""
    return {
        "file": "coffee.png",
        "title": "A cup of coffee",
        "author": "Rachel Michetti",
        "source": "scikit-image (skimage.data.coffee)",
        "license": "CC0 1.0",
    }


def right_own():
    """An own photograph, keys in another order"""
    return {
        "license": "my own photo",
        "title": "Cat on a wall",
        "author": "Mo",
        "source": "taken in Lyon, May 2026",
        "file": "cat on a wall.JPG",
    }


def right_free_license():
    """A picture under a free license"""
    return dict(
        file="flower.jpg",
        title="Dahlia",
        author="vultilion",
        source="https://www.flickr.com/photos/vultilion/6056698931/",
        license="Creative Commons Attribution 2.0",
    )


def wrong_open():
    """The license is left open | the license is still to do"""
    return {"file": "coffee.png", "title": "Coffee", "author": "R. Michetti", "source": "scikit-image", "license": "?"}


def wrong_empty_author():
    """An empty author | the author is still to do"""
    return {"file": "a.png", "title": "Coffee", "author": "", "source": "scikit-image", "license": "CC0"}


def wrong_key():
    """British spelling of a key | it has author, file, licence"""
    return {"file": "a.png", "title": "Coffee", "author": "Mo", "source": "scikit-image", "licence": "CC0"}


def wrong_missing():
    """The source is missing | should have the keys"""
    return {"file": "a.png", "title": "Coffee", "author": "Mo", "license": "CC0"}


def wrong_found():
    """Where it was found instead of a license | what you may do with it"""
    return {"file": "a.png", "title": "Coffee", "author": "Mo", "source": "a.org", "license": "found on the web"}


def wrong_kind():
    """Creative Commons without the kind | does not name the kind"""
    return {"file": "a.png", "title": "Coffee", "author": "Mo", "source": "a.org/1", "license": "Creative Commons"}


def wrong_free():
    """Free, but how | says nothing that a reader could use"""
    return {"file": "a.png", "title": "Coffee", "author": "Mo", "source": "example.org/1", "license": "free to use"}


def wrong_vague_source():
    """A search engine as the source | too vague"""
    return {"file": "a.png", "title": "Coffee", "author": "Mo", "source": "Google", "license": "CC BY 4.0"}


def wrong_unknown_author():
    """An unknown author | too vague"""
    return {"file": "a.png", "title": "Coffee", "author": "unknown", "source": "example.org/1", "license": "CC BY 4.0"}


def wrong_file():
    """A file without an ending | with its ending"""
    return {"file": "my photo", "title": "Cat", "author": "Mo", "source": "my phone, 2026", "license": "my own photo"}


def wrong_text():
    """One text | not str"""
    return "A cup of coffee, Rachel Michetti, scikit-image, CC0 1.0"


def wrong_number():
    """A year as a number | should be a text in quotes"""
    return {"file": "a.png", "title": "Coffee", "author": "Mo", "source": 2026, "license": "my own photo"}


def right_anonymous():
    """Nobody knows who made it, and it belongs to all"""
    return {
        "file": "sunset.png",
        "title": "X",
        "author": "Anonymous",
        "source": "Library of Congress, 2003671515",
        "license": "public domain",
    }


def right_one_letter():
    """A name of one letter"""
    return {"file": "a.png", "title": "Q", "author": "O", "source": "my own desk, 2026", "license": "my own photo"}


def wrong_anonymous():
    """Without an author a license of the author's | too vague"""
    return {"file": "a.png", "title": "Coffee", "author": "Anonymous", "source": "example.org/1", "license": "CC BY-SA"}
