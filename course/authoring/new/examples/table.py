"""A table of pandas: the total of each town."""

FOR_THIS_NOTEBOOK = """# For this notebook: imports, and a table
import pandas as pd

sales = pd.DataFrame(
    {
        "town": ["Ulm", "Bonn", "Ulm", "Bonn", "Ulm"],
        "price": [3.0, 1.5, 2.0, 4.0, 1.0],
        "count": [1, 2, 3, 1, 5],
    }
)"""

STATEMENT = """### NUMBER `EXERCISE` (POINTS)

What each town has paid in all: the sum of price times count.

| | type |
|---|---|
| in: `table` | DataFrame with the columns `town`, `price` and `count` |
| out | Series: a number for each town, with the towns as its index |

Leave the table as it is. Example:

| town | price | count |
|---|---|---|
| Ulm | 3.0 | 1 |
| Bonn | 1.5 | 2 |
| Ulm | 2.0 | 3 |

gives 9 for Ulm and 3 for Bonn."""

SOLUTION = '''def EXERCISE(table):
    """What each town has paid in all.

    Parameters
    ----------
    table : DataFrame
        With the columns `town`, `price` and `count`.

    Returns
    -------
    Series
        A number for each town.
    """
    ### BEGIN SOLUTION
    return (table["price"] * table["count"]).groupby(table["town"]).sum()
    ### END SOLUTION'''

TEST = """#@title Check NUMBER { display-mode: "form" }
given = pd.DataFrame({"town": ["Ulm", "Bonn", "Ulm"], "price": [3.0, 1.5, 2.0], "count": [1, 2, 3]})
got = call("EXERCISE", given)
assert isinstance(got, pd.Series), f"EXERCISE should give back a Series, not {type(got).__name__}."
assert given.columns.tolist() == ["town", "price", "count"], "Your function changed the table: work on a copy."
found = got.to_dict()
assert found != {"Ulm": 5.0, "Bonn": 1.5}, "These are the sums of the prices: each counts as often as was bought."
assert found == {"Ulm": 9.0, "Bonn": 3.0}, f"The example should give 9 for Ulm and 3 for Bonn, yours is {found}."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(72)
towns, prices, counts = rng.choice(["A", "B", "C"], 40), rng.integers(1, 9, 40) / 2, rng.integers(1, 9, 40)
more = pd.DataFrame({"town": towns, "price": prices, "count": counts}, index=np.arange(40)[::-1])
wanted = {town: sum(p * n for t, p, n in zip(towns, prices, counts) if t == town) for town in ("A", "B", "C")}
found = call("EXERCISE", more).to_dict()
assert found.keys() == wanted.keys(), "In a longer table there should be one number for each town."
off = [town for town in wanted if abs(found[town] - wanted[town]) > 1e-9]
assert not off, f"In a longer table {len(off)} of 3 sums are wrong, though the example was right."
### END HIDDEN TESTS
assert passed("NUMBER")"""

STORY = """print(EXERCISE(sales))"""

ANSWERS = '''import pandas as pd


def right_loop(table):
    """Row by row"""
    totals = {}
    for row in table.itertuples(index=False):
        totals[row.town] = totals.get(row.town, 0) + row.price * row[2]
    return pd.Series(totals)


def right_column(table):
    """A column more, in a copy"""
    made = table.assign(total=table["price"] * table["count"])
    return made.groupby("town")["total"].sum()


def right_pivot(table):
    """A pivot table"""
    made = table.assign(total=table["price"] * table["count"])
    return made.pivot_table(index="town", values="total", aggfunc="sum")["total"]


def wrong_prices(table):
    """Forgets the count | sums of the prices"""
    return table.groupby("town")["price"].sum()


def wrong_mean(table):
    """The mean in place of the sum | The example should give 9"""
    return (table["price"] * table["count"]).groupby(table["town"]).mean()


def wrong_number(table):
    """All towns together | should give back a Series"""
    return float((table["price"] * table["count"]).sum())


def wrong_table(table):
    """A table in place of a series | should give back a Series, not DataFrame"""
    made = table.assign(total=table["price"] * table["count"])
    return made.groupby("town")[["total"]].sum()


def wrong_changed(table):
    """Adds a column to what it was given | changed the table"""
    table["total"] = table["price"] * table["count"]
    return table.groupby("town")["total"].sum()


def wrong_first_rows(table):
    """Looks at the first three rows only | In a longer table"""
    table = table[:3]
    return (table["price"] * table["count"]).groupby(table["town"]).sum()
'''
