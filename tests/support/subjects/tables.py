"""Tables of pandas: as arguments and results, filtered, grouped, joined, and what an exception says."""

from .exercise import Exercise

SETUP = """REPOSITORY = ""
import pandas as pd
from pandas import DataFrame

SALES = pd.DataFrame(
    {
        "town": ["Ulm", "Köln", "Ulm", "Bonn"],
        "price": [3.0, 1.5, None, 4.0],
        "count": [1, 2, 3, 4],
        "day": pd.to_datetime(["2026-01-30", "2026-02-01", "2026-02-02", "2026-02-02"]),
    }
)"""
EXERCISES = {
    "large": Exercise(
        "def large(table, least):",
        ["return table[table['count'] >= least]", "return table.query('count >= @least')"],
        ["return table[table['count'] > least]", "return table"],
        """
got = large(SALES, 2)
assert isinstance(got, pd.DataFrame), "It should give back a table."
assert (got["count"] >= 2).all() and len(got) == 3, "Three sales are large."
""",
        """
assert SALES.iloc[3:].equals(large(SALES, 4)), "Rows keep their labels."
assert large(SALES, 9).empty, "None is as large as nine."
""",
    ),
    "total_by_town": Exercise(
        "def total_by_town(table):",
        [
            "return (table['price'] * table['count']).groupby(table['town']).sum()",
            "made = table.assign(total=table.price * table['count'])\nreturn made.groupby('town')['total'].sum()",
        ],
        ["return table.groupby('town')['price'].sum()", "return (table['price'] * table['count']).sum()"],
        """
got = total_by_town(SALES)
assert isinstance(got, pd.Series), "It should give back a series."
assert got["Köln"] == 3, "Two for one and a half are three."
""",
        """
assert got.to_dict() == {"Bonn": 16, "Köln": 3, "Ulm": 3}, "What is not known adds nothing."
assert got.index.tolist() == ["Bonn", "Köln", "Ulm"], "The towns are the labels."
""",
    ),
    "with_month": Exercise(
        "def with_month(table):",
        [
            "return table.assign(month=table['day'].dt.to_period('M'))",
            "made = table.copy()\nmade['month'] = made.day.dt.to_period('M')\nreturn made",
        ],
        [
            "table['month'] = table['day'].dt.to_period('M')\nreturn table",
            "return table.assign(month=table['day'].dt.month)",
        ],
        """
given = SALES.copy()
got = with_month(given)
assert got["month"].astype(str).tolist() == ["2026-01", "2026-02", "2026-02", "2026-02"], "A month and its year."
assert given.equals(SALES), "The table that was given stays as it is."
""",
        """
assert got["month"].iloc[0] == pd.Period("2026-01", "M"), "A month is a period."
assert SALES.equals(got[list(SALES)]), "The other columns are as they were."
assert list(got.columns) == [*SALES.columns, "month"], "The new column is the last."
""",
    ),
    "joined": Exercise(
        "def joined(table, people):",
        ["return table.merge(people, on='town', how='left')", "return table.join(people.set_index('town'), on='town')"],
        ["return table.merge(people, on='town')", "return people.merge(table, on='town', how='left')"],
        """
people = DataFrame({"town": ["Ulm", "Köln"], "people": [126_000, 1_087_000]})
got = joined(SALES, people)
assert len(got) == len(SALES), "No sale is lost."
""",
        """
assert got["people"].isna().tolist() == [False, False, False, True], "Of Bonn nothing is known."
assert joined(SALES.iloc[::-1], people)["town"].tolist() == SALES["town"].tolist()[::-1], "The order stays."
""",
    ),
    "levels": Exercise(
        "def levels(prices):",
        [
            "return pd.cut(prices, [0, 2, 5], labels=['low', 'high'])",
            "return prices.map(lambda p: 'low' if p <= 2 else 'high', na_action='ignore').astype(\n"
            "    pd.CategoricalDtype(['low', 'high'], ordered=True))",
        ],
        ["return pd.cut(prices, [0, 2, 5])", "return prices.gt(2).map({True: 'high', False: 'low'})"],
        """
got = levels(SALES["price"])
assert got.iloc[:2].tolist() == ["high", "low"], "Three is high, one and a half is low."
""",
        """
assert got.cat.ordered and list(got.cat.categories) == ["low", "high"], "Low comes before high."
assert got.isna().sum() == 1 and got.max() == "high", "What is not known has no level."
""",
    ),
    "column": Exercise(
        "def column(table, name):",
        [
            "if name not in table:\n    raise KeyError(f'no column {name}')\nreturn table[name]",
            "try:\n    return table[name]\nexcept KeyError:\n    raise KeyError('no column ' + name) from None",
        ],
        ["return table[name]", "return table.get(name)"],
        """
assert column(SALES, "town").tolist() == SALES["town"].tolist(), "The column is in the table."
""",
        """
try:
    column(SALES, "weight")
except KeyError as error:
    assert error.args == ("no column weight",), "It should say which one there is not."
else:
    assert False, "There is no such column."
assert SALES["day"].equals(column(SALES, "day")), "Any column."
""",
    ),
}
