import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure


def right_two_panels(ks, inertias, seconds):
    """Two panels, one above the other, with one k axis"""
    figure, (top, bottom) = plt.subplots(2, 1, sharex=True)
    top.plot(ks, inertias)
    top.set_ylabel("INERTIA")
    bottom.plot(ks, seconds, "r.")
    bottom.set_ylabel("TIME [S]")
    bottom.set_xlabel("NUMBER OF CLUSTERS")
    return figure


def right_twinx(ks, inertias, seconds):
    """Twin axes"""
    figure, left = plt.subplots()
    left.plot(ks, inertias, "b-")
    left.set(xlabel="k", ylabel="cost")
    right = left.twinx()
    right.plot(ks, seconds, "r--")
    right.set_ylabel("seconds")
    return figure


def right_log(ks, inertias, seconds):
    """Both curves in one axes with logarithmic scales, points in falling order of k"""
    figure = plt.figure()
    plt.loglog(ks[::-1], inertias[::-1], label="inertia")
    plt.loglog(ks[::-1], seconds[::-1], label="seconds")
    plt.xlabel("k")
    plt.ylabel("inertia, seconds")
    plt.legend()
    return figure


def right_markers(ks, inertias, seconds):
    """Markers by scatter, time in milliseconds, without pyplot"""
    figure = Figure(figsize=(8, 3))
    axes = figure.subplots(1, 2)
    axes[0].scatter(ks, inertias)
    axes[1].scatter(ks, 1000 * np.asarray(seconds))
    axes[0].set_ylabel("Sum of squared distances")
    axes[1].set_ylabel("Time in ms")
    figure.supxlabel("k")
    return figure


def right_bars(ks, inertias, seconds):
    """Bars for the time, dots one by one for the inertia"""
    figure, left = plt.subplots()
    for k, value in zip(ks, inertias, strict=True):
        left.scatter(k, value, color="black")
    left.set_xlabel("$k$")
    left.set_ylabel("$J$")
    right = left.twinx()
    right.bar(ks, seconds, alpha=0.3)
    right.set_ylabel("fit time (s)")
    return figure


def right_stem(ks, inertias, seconds):
    """Stems and error bars, a vertical line in addition, plt.gcf at the end"""
    plt.figure()
    plt.subplot(121)
    plt.stem(ks, inertias)
    plt.axvline(ks[1])
    plt.xlabel("colors")
    plt.ylabel("inertia")
    plt.subplot(122)
    plt.errorbar(ks, seconds, yerr=0.001)
    plt.xlabel("colors")
    plt.ylabel("s")
    return plt.gcf()


def wrong_index(ks, inertias, seconds):
    """Both curves against their place | drawn at 0, 1, 2"""
    figure, axes = plt.subplots(1, 2)
    for axis, values, name in zip(axes, (inertias, seconds), ("inertia", "seconds"), strict=True):
        axis.plot(values)
        axis.set(xlabel="k", ylabel=name)
    return figure


def wrong_categories(ks, inertias, seconds):
    """k as text, so that all steps are equally wide | drawn at 0, 1, 2"""
    figure, axes = plt.subplots(1, 2)
    for axis, values, name in zip(axes, (inertias, seconds), ("inertia", "seconds"), strict=True):
        axis.plot([str(k) for k in ks], values)
        axis.set(xlabel="k", ylabel=name)
    return figure


def wrong_ticks(ks, inertias, seconds):
    """Against the place, with the ks as tick labels | drawn at 0, 1, 2"""
    figure, axes = plt.subplots(1, 2)
    for axis, values, name in zip(axes, (inertias, seconds), ("inertia", "seconds"), strict=True):
        axis.plot(range(len(ks)), values)
        axis.set_xticks(range(len(ks)), ks)
        axis.set(xlabel="k", ylabel=name)
    return figure


def wrong_no_seconds(ks, inertias, seconds):
    """Only the inertia | values of the seconds"""
    figure, axis = plt.subplots()
    axis.plot(ks, inertias, "o-")
    axis.set(xlabel="k", ylabel="inertia")
    return figure


def wrong_no_inertia(ks, inertias, seconds):
    """Only the seconds | values of the inertia"""
    figure, axis = plt.subplots()
    axis.plot(ks, seconds, "o-")
    axis.set(xlabel="k", ylabel="seconds")
    return figure


def wrong_no_k_label(ks, inertias, seconds):
    """No label on the k axis | horizontal axis has no label"""
    figure, axes = plt.subplots(1, 2)
    axes[0].plot(ks, inertias)
    axes[0].set_ylabel("inertia")
    axes[1].plot(ks, seconds)
    axes[1].set_ylabel("seconds")
    return figure


def wrong_no_labels(ks, inertias, seconds):
    """No labels at all, only titles | horizontal axis has no label"""
    figure, axes = plt.subplots(1, 2)
    axes[0].plot(ks, inertias)
    axes[1].plot(ks, seconds)
    axes[0].set_title("inertia against k")
    axes[1].set_title("seconds against k")
    return figure


def wrong_no_vertical_label(ks, inertias, seconds):
    """Only the k axis has a label | no vertical axis has a label"""
    figure, axes = plt.subplots(1, 2)
    for axis, values in zip(axes, (inertias, seconds), strict=True):
        axis.plot(ks, values)
        axis.set_xlabel("k")
    return figure


def wrong_one_label(ks, inertias, seconds):
    """The vertical axis of the seconds has no label | axis of the seconds curve has no label"""
    figure, axes = plt.subplots(1, 2)
    for axis, values in zip(axes, (inertias, seconds), strict=True):
        axis.plot(ks, values)
        axis.set_xlabel("k")
    axes[0].set_ylabel("inertia")
    return figure


def wrong_exchanged(ks, inertias, seconds):
    """Labels exchanged | are exchanged"""
    figure, axes = plt.subplots(1, 2)
    axes[0].plot(ks, inertias)
    axes[0].set(xlabel="k", ylabel="Seconds")
    axes[1].plot(ks, seconds)
    axes[1].set(xlabel="k", ylabel="Inertia")
    return figure


def wrong_one_axis(ks, inertias, seconds):
    """Both in one ordinary axes | lie flat on the ground"""
    figure, axis = plt.subplots()
    axis.plot(ks, inertias, label="inertia")
    axis.plot(ks, seconds, label="seconds")
    axis.set(xlabel="k", ylabel="inertia and seconds")
    axis.legend()
    return figure


def wrong_against_each_other(ks, inertias, seconds):
    """Seconds against inertia | against k"""
    figure, axis = plt.subplots()
    axis.plot(inertias, seconds, "o")
    axis.set(xlabel="inertia", ylabel="seconds")
    return figure


def wrong_logarithm(ks, inertias, seconds):
    """Logarithms of the values instead of a logarithmic axis | draw them as they are"""
    figure, axes = plt.subplots(1, 2)
    for axis, values, name in zip(axes, (inertias, seconds), ("log inertia", "log seconds"), strict=True):
        axis.plot(ks, np.log10(values))
        axis.set(xlabel="k", ylabel=name)
    return figure


def wrong_log_k(ks, inertias, seconds):
    """Against the logarithm of k | belong at the values of k"""
    figure, axes = plt.subplots(1, 2)
    for axis, values, name in zip(axes, (inertias, seconds), ("inertia", "seconds"), strict=True):
        axis.plot(np.log2(ks), values)
        axis.set(xlabel="k", ylabel=name)
    return figure


def wrong_sorted(ks, inertias, seconds):
    """Sorts the seconds | values of the seconds"""
    figure, axes = plt.subplots(1, 2)
    for axis, values, name in zip(axes, (inertias, sorted(seconds)[::-1]), ("inertia", "seconds"), strict=True):
        axis.plot(ks, values)
        axis.set(xlabel="k", ylabel=name)
    return figure


def wrong_axes(ks, inertias, seconds):
    """The array of axes | the figure itself, not ndarray"""
    _, axes = plt.subplots(1, 2)
    for axis, values, name in zip(axes, (inertias, seconds), ("inertia", "seconds"), strict=True):
        axis.plot(ks, values)
        axis.set(xlabel="k", ylabel=name)
    return axes


def wrong_pair(ks, inertias, seconds):
    """Figure and axes | the figure itself, not tuple"""
    figure, axes = plt.subplots(1, 2)
    for axis, values, name in zip(axes, (inertias, seconds), ("inertia", "seconds"), strict=True):
        axis.plot(ks, values)
        axis.set(xlabel="k", ylabel=name)
    return figure, axes


def wrong_module(ks, inertias, seconds):
    """pyplot itself | the figure itself, not module"""
    plt.plot(ks, inertias)
    plt.twinx()
    plt.plot(ks, seconds)
    return plt


def wrong_shown(ks, inertias, seconds):
    """Shows the figure and gives back nothing | gave back None"""
    figure, axes = plt.subplots(1, 2)
    axes[0].plot(ks, inertias)
    axes[1].plot(ks, seconds)
    plt.close(figure)


def wrong_empty(ks, inertias, seconds):
    """A figure without axes | figure is empty"""
    return plt.figure()


def wrong_x(ks, inertias, seconds):
    """The k axis is called x | or only x"""
    figure, axes = plt.subplots(1, 2)
    axes[0].plot(ks, inertias)
    axes[1].plot(ks, seconds)
    axes[0].set(xlabel="x", ylabel="inertia")
    axes[1].set(xlabel="x", ylabel="seconds")
    return figure


def wrong_y(ks, inertias, seconds):
    """The vertical axes are called y | or only y"""
    figure, axes = plt.subplots(1, 2)
    axes[0].plot(ks, inertias)
    axes[1].plot(ks, seconds)
    for ax in axes:
        ax.set(xlabel="k", ylabel="Y")
    return figure


def wrong_one_y(ks, inertias, seconds):
    """The axis of the seconds is called y | axis of the seconds curve has no label"""
    figure, axes = plt.subplots(1, 2)
    axes[0].plot(ks, inertias)
    axes[1].plot(ks, seconds)
    axes[0].set(xlabel="k", ylabel="inertia")
    axes[1].set(xlabel="k", ylabel="y")
    return figure
