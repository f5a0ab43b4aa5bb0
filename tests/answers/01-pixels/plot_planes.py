import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap


def right_subplots(colors, centers=None):
    """Three subplots in a row, as an array."""
    names = ["red", "green", "blue"]
    fig, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], color=colors / 255)
        ax.set_xlabel(names[i])
        ax.set_ylabel(names[j])
        if centers is not None:
            ax.plot(centers[:, i], centers[:, j], "k*", markersize=12)
    return axes


def right_figures(colors, centers=None):
    """Three figures, labels in capitals with a unit, a list."""
    names, axes = ["RED (0-255)", "GREEN (0-255)", "BLUE (0-255)"], []
    for i in range(3):
        for j in range(i + 1, 3):
            plt.figure()
            plt.scatter(colors[:, i], colors[:, j], c=colors.astype(float) / 255, marker="s", alpha=0.5)
            if centers is not None:
                plt.scatter(centers[:, i], centers[:, j], c="black", marker="x", s=90)
            plt.xlabel(names[i])
            plt.ylabel(names[j])
            plt.grid(True)
            axes.append(plt.gca())
    return axes


def right_one_by_one(colors, centers=None):
    """A plot command for each point, two rows of axes, a tuple."""
    fig = plt.figure()
    axes = tuple(fig.add_subplot(2, 2, place) for place in (1, 2, 3))
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        for color in colors:
            ax.plot(color[i], color[j], "o", color=tuple(color / 255))
        for center in [] if centers is None else centers:
            ax.plot([center[i]], [center[j]], marker="D", markerfacecolor="none", markeredgecolor="black")
        ax.set(xlabel=f"{'RGB'[i]} channel", ylabel=f"{'RGB'[j]} channel")
        ax.axhline(128, color="gray")
    return axes


def right_hollow(colors, centers=None):
    """Hollow points below each other, the centers as text."""
    _, axes = plt.subplots(3, 1, squeeze=False, layout="tight")
    for ax, (i, j) in zip(axes.flat, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], facecolors="none", edgecolors=colors / 255)
        for number, center in enumerate([] if centers is None else centers):
            ax.text(center[i], center[j], str(number))
        ax.set(xlabel=["Red", "Green", "Blue"][i], ylabel=["Red", "Green", "Blue"][j])
    return axes


def right_turned(colors, centers=None):
    """Planes in another order, some with their axes exchanged."""
    axes = []
    for x, y in ((1, 0), (2, 1), (2, 0)):
        fig, ax = plt.subplots()
        ax.scatter(x=colors.T[x], y=colors.T[y], c=[tuple(color) for color in colors / 255.0], marker="+")
        if centers is not None:
            ax.scatter(centers.T[x], centers.T[y], c=np.clip(centers / 255, 0, 1), s=300, edgecolor="k")
        ax.set_xlabel("the " + ("red", "green", "blue")[x] + " value")
        ax.set_ylabel("the " + ("red", "green", "blue")[y] + " value")
        axes.append(ax)
    return axes


def right_unit_scale(colors, centers=None):
    """Everything on the scale from 0 to 1."""
    unit = colors / 255
    _, axes = plt.subplots(ncols=3, sharey=True, squeeze=False)
    for ax, i, j in zip(axes[0], (0, 0, 1), (1, 2, 2), strict=True):
        ax.scatter(unit[:, i], unit[:, j], s=2, c=unit)
        if centers is not None:
            middle = centers / 255
            ax.scatter(middle[:, i], middle[:, j], s=80, c=middle, edgecolors="white")
        ax.set(xlabel="red green blue".split()[i], ylabel="red green blue".split()[j])
    return axes


def right_colormap(colors, centers=None):
    """A color map made of the points' own colors."""
    _, axes = plt.subplots(1, 3)
    own = ListedColormap(colors / 255)
    for ax, i, j in zip(axes, (0, 0, 1), (1, 2, 2), strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=np.arange(len(colors)), cmap=own)
        if centers is not None:
            ax.scatter(centers[:, i], centers[:, j], c="red")
        ax.set(xlabel="red green blue".split()[i], ylabel="red green blue".split()[j])
    plt.show()
    return list(axes)


def right_circles(colors, centers=None):
    """A circle for each point, painted here with a border."""
    _, axes = plt.subplots(1, 3)
    for ax, i, j in zip(axes, (0, 0, 1), (1, 2, 2), strict=True):
        for color in colors.tolist():
            ax.add_patch(plt.Circle((color[i], color[j]), 3, fc=[value / 255 for value in color], ec="k"))
        for center in [] if centers is None else centers:
            ax.annotate("x", (center[i], center[j]))
        ax.set(xlabel="red green blue".split()[i], ylabel="red green blue".split()[j])
        ax.axis([0, 255, 0, 255])
    return axes


def wrong_no_labels(colors, centers=None):
    """Forgets the labels | needs the label red, green or blue"""
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors / 255)
        if centers is not None:
            ax.scatter(centers[:, i], centers[:, j], c="k")
    return axes


def wrong_titles(colors, centers=None):
    """Writes the names into the title | needs the label red, green or blue"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors / 255)
        if centers is not None:
            ax.scatter(centers[:, i], centers[:, j], c="k")
        ax.set_title(names[i] + "/" + names[j])
    return axes


def wrong_numbered_labels(colors, centers=None):
    """Labels that name no color | needs the label red, green or blue"""
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors / 255)
        if centers is not None:
            ax.scatter(centers[:, i], centers[:, j], c="k")
        ax.set(xlabel=f"channel {i}", ylabel=f"channel {j}")
    return axes


def wrong_swapped_labels(colors, centers=None):
    """The labels do not fit what is drawn | is the channel of each label the one that is drawn?"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors / 255)
        if centers is not None:
            ax.scatter(centers[:, i], centers[:, j], c="k")
        ax.set(xlabel=names[j], ylabel=names[i])
    return axes


def wrong_one_plane(colors, centers=None):
    """Draws the same plane three times | red and blue is missing"""
    _, axes = plt.subplots(1, 3)
    for ax in axes:
        ax.scatter(colors[:, 0], colors[:, 1], c=colors / 255)
        if centers is not None:
            ax.scatter(centers[:, 0], centers[:, 1], c="k")
        ax.set(xlabel="red", ylabel="green")
    return axes


def wrong_one_data(colors, centers=None):
    """Three labels, but always red and green | is the channel of each label the one that is drawn?"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, 0], colors[:, 1], c=colors / 255)
        if centers is not None:
            ax.scatter(centers[:, 0], centers[:, 1], c="k")
        ax.set(xlabel=names[i], ylabel=names[j])
    return axes


def wrong_two_planes(colors, centers=None):
    """Two planes | exactly three axes, not 2"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 2)
    for ax, (i, j) in zip(axes, [(0, 1), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors / 255)
        ax.set(xlabel=names[i], ylabel=names[j])
    return axes


def wrong_one_color(colors, centers=None):
    """All points in one color | not painted in their own color"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j])
        if centers is not None:
            ax.scatter(centers[:, i], centers[:, j], c="k")
        ax.set(xlabel=names[i], ylabel=names[j])
    return axes


def wrong_line(colors, centers=None):
    """One plot command, which knows one color | not painted in their own color"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.plot(colors[:, i], colors[:, j], ".")
        if centers is not None:
            ax.plot(centers[:, i], centers[:, j], "kx")
        ax.set(xlabel=names[i], ylabel=names[j])
    return axes


def wrong_map(colors, centers=None):
    """Colors by one channel, through a color map | not painted in their own color"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors[:, 0])
        if centers is not None:
            ax.scatter(centers[:, i], centers[:, j], c="k")
        ax.set(xlabel=names[i], ylabel=names[j])
    return axes


def wrong_not_divided(colors, centers=None):
    """Colors from 0 to 255, which Matplotlib refuses | stopped with ValueError"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors)
        ax.set(xlabel=names[i], ylabel=names[j])
    return axes


def wrong_bgr(colors, centers=None):
    """Paints with red and blue exchanged | not painted in their own color"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors[:, ::-1] / 255)
        if centers is not None:
            ax.scatter(centers[:, i], centers[:, j], c="k")
        ax.set(xlabel=names[i], ylabel=names[j])
    return axes


def wrong_two_channels(colors, centers=None):
    """Paints with the two channels of the plane only | not painted in their own color"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        paint = np.zeros((len(colors), 3))
        paint[:, [i, j]] = colors[:, [i, j]] / 255
        ax.scatter(colors[:, i], colors[:, j], c=paint)
        if centers is not None:
            ax.scatter(centers[:, i], centers[:, j], c="k")
        ax.set(xlabel=names[i], ylabel=names[j])
    return axes


def wrong_no_centers(colors, centers=None):
    """Forgets the centers | 2 of the 2 centers are not at their place"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors / 255)
        ax.set(xlabel=names[i], ylabel=names[j])
    return axes


def wrong_centers_once(colors, centers=None):
    """Draws the centers in the first plane only | draw them in all three"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors / 255)
        ax.set(xlabel=names[i], ylabel=names[j])
    if centers is not None:
        axes[0].scatter(centers[:, 0], centers[:, 1], c="k")
    return axes


def wrong_centers_scale(colors, centers=None):
    """Divides the places of the centers by 255, but no others | centers are not at their place"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors / 255)
        if centers is not None:
            ax.scatter(centers[:, i] / 255, centers[:, j] / 255, c="k")
        ax.set(xlabel=names[i], ylabel=names[j])
    return axes


def wrong_needs_centers(colors, centers=None):
    """Does not think of a missing centers | stopped with TypeError"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors / 255)
        ax.scatter(centers[:, i], centers[:, j], c="k")
        ax.set(xlabel=names[i], ylabel=names[j])
    return axes


def wrong_truth_of_array(colors, centers=None):
    """Asks an array whether it is true | stopped with ValueError"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors / 255)
        if centers:
            ax.scatter(centers[:, i], centers[:, j], c="k")
        ax.set(xlabel=names[i], ylabel=names[j])
    return axes


def wrong_half_the_points(colors, centers=None):
    """Leaves points out | of the 4 colors are not at their place"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    few = colors[::2]
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(few[:, i], few[:, j], c=few / 255)
        if centers is not None:
            ax.scatter(centers[:, i], centers[:, j], c="k")
        ax.set(xlabel=names[i], ylabel=names[j])
    return axes


def wrong_figure(colors, centers=None):
    """Gives back the figure | should give back three axes in a list, not Figure"""
    names = ("red", "green", "blue")
    figure, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors / 255)
        if centers is not None:
            ax.scatter(centers[:, i], centers[:, j], c="k")
        ax.set(xlabel=names[i], ylabel=names[j])
    return figure


def wrong_figure_and_axes(colors, centers=None):
    """Gives back what subplots gives | exactly three axes, not 2"""
    names = ("red", "green", "blue")
    figure, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors / 255)
        if centers is not None:
            ax.scatter(centers[:, i], centers[:, j], c="k")
        ax.set(xlabel=names[i], ylabel=names[j])
    return figure, axes


def wrong_scatters(colors, centers=None):
    """Gives back the points instead of the axes | three axes themselves"""
    names = ("red", "green", "blue")
    _, axes = plt.subplots(1, 3)
    points = []
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        points.append(ax.scatter(colors[:, i], colors[:, j], c=colors / 255))
        ax.set(xlabel=names[i], ylabel=names[j])
    return points


def wrong_show(colors, centers=None):
    """Shows the figure and gives back nothing | gave back None"""
    _, axes = plt.subplots(1, 3)
    for ax, (i, j) in zip(axes, [(0, 1), (0, 2), (1, 2)], strict=True):
        ax.scatter(colors[:, i], colors[:, j], c=colors / 255)
        ax.set(xlabel="red green blue".split()[i], ylabel="red green blue".split()[j])
    plt.show()
