import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure


def right_row(images, titles):
    """One row, ticks set to nothing"""
    fig, axs = plt.subplots(1, len(images), figsize=(3 * len(images), 3))
    for ax, image, title in zip(np.atleast_1d(axs), images, titles, strict=True):
        ax.imshow(image)
        ax.set_title(title, fontsize=20, loc="left")
        ax.set_xticks([])
        ax.set_yticks([])
    return fig


def right_pyplot(images, titles):
    """pyplot alone, axes switched off, shown before it is given back"""
    fig = plt.figure(figsize=(10, 10))
    for i in range(len(images)):
        plt.subplot(3, 3, i + 1)
        plt.imshow(images[i])
        plt.title(titles[i])
        plt.axis("off")
    plt.tight_layout()
    plt.show()
    return fig


def right_columns(images, titles):
    """A grid with hidden spare axes, tick marks and labels switched off, values from 0 to 1"""
    fig, axes = plt.subplots(4, 3, squeeze=False)
    for i, ax in enumerate(axes.flat):
        if i >= len(images):
            ax.set_visible(False)
            continue
        ax.imshow(images[i] / 255)
        ax.set_title(f"{i + 1}. {titles[i]}")
        ax.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
    return fig


def right_add_axes(images, titles):
    """A figure without pyplot, one column, the title below"""
    fig = Figure(figsize=(4, 3 * len(images)))
    for i, (image, title) in enumerate(zip(images, titles, strict=True)):
        ax = fig.add_subplot(len(images), 1, i + 1, xticks=[], yticks=[])
        ax.imshow(image, interpolation="nearest", aspect="auto")
        ax.set_xlabel(title)
    return fig


def right_hidden_sides(images, titles):
    """Spare axes deleted, both sides of the axes hidden, titles as text"""
    rows = len(images) // 4 + 1
    fig, axes = plt.subplots(rows, 4, squeeze=False)
    for ax in axes.flat[len(images) :]:
        fig.delaxes(ax)
    for ax, image, title in zip(axes.flat, images, titles, strict=False):
        ax.imshow(image)
        ax.text(0.5, 1.05, title, transform=ax.transAxes, ha="center")
        ax.xaxis.set_visible(False)
        ax.yaxis.set_visible(False)
    return fig


def wrong_one_missing(images, titles):
    """The last image left out | is missing"""
    fig, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, image, title in zip(axes[0, :-1], images[:-1], titles[:-1], strict=True):
        ax.imshow(image)
        ax.set_title(title)
        ax.axis("off")
    axes[0, -1].axis("off")
    return fig


def wrong_four(images, titles):
    """Always a row of four | empty frame"""
    fig, axes = plt.subplots(1, 4)
    for ax, image, title in zip(axes, images, titles, strict=False):
        ax.imshow(image)
        ax.set_title(title)
        ax.set_xticks([])
        ax.set_yticks([])
    return fig


def wrong_at_most_four(images, titles):
    """Four at most | is missing"""
    fig, axes = plt.subplots(2, 2)
    for ax in axes.flat:
        ax.axis("off")
    for ax, image, title in zip(axes.flat, images, titles, strict=False):
        ax.imshow(image)
        ax.set_title(title)
    return fig


def wrong_no_titles(images, titles):
    """No titles | has no title"""
    fig, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, image in zip(axes.flat, images, strict=True):
        ax.imshow(image)
        ax.axis("off")
    return fig


def wrong_one_title(images, titles):
    """One title for the whole figure | has no title"""
    fig, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, image in zip(axes.flat, images, strict=True):
        ax.imshow(image)
        ax.axis("off")
    fig.suptitle(", ".join(titles))
    return fig


def wrong_titles_moved(images, titles):
    """Titles in reverse order | each image needs its own"""
    fig, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, image, title in zip(axes.flat, images, titles[::-1], strict=True):
        ax.imshow(image)
        ax.set_title(title)
        ax.axis("off")
    return fig


def wrong_ticks(images, titles):
    """Ticks left | still has ticks or tick labels"""
    fig, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, image, title in zip(axes.flat, images, titles, strict=True):
        ax.imshow(image)
        ax.set_title(title)
    return fig


def wrong_labels_only(images, titles):
    """Tick labels gone, tick marks left | still has ticks or tick labels"""
    fig, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, image, title in zip(axes.flat, images, titles, strict=True):
        ax.imshow(image)
        ax.set_title(title)
        ax.set_xticklabels([])
        ax.set_yticklabels([])
    return fig


def wrong_y_ticks(images, titles):
    """Ticks of one side left | still has ticks or tick labels"""
    fig, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, image, title in zip(axes.flat, images, titles, strict=True):
        ax.imshow(image)
        ax.set_title(title)
        ax.set_xticks([])
    return fig


def wrong_tuple(images, titles):
    """Figure and axes | the figure alone, not tuple"""
    fig, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, image, title in zip(axes.flat, images, titles, strict=True):
        ax.imshow(image)
        ax.set_title(title)
        ax.axis("off")
    return fig, axes


def wrong_axes(images, titles):
    """The axes | the figure alone, not ndarray"""
    fig, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, image, title in zip(axes.flat, images, titles, strict=True):
        ax.imshow(image)
        ax.set_title(title)
        ax.axis("off")
    return axes


def wrong_nothing(images, titles):
    """Shows the figure and gives back nothing | gave back None"""
    for i, (image, title) in enumerate(zip(images, titles, strict=True)):
        plt.subplot(1, len(images), i + 1)
        plt.imshow(image)
        plt.title(title)
        plt.axis("off")
    plt.show()


def wrong_same_axes(images, titles):
    """All images into the same axes | on top of each other"""
    fig, ax = plt.subplots()
    for image, title in zip(images, titles, strict=True):
        ax.imshow(image)
        ax.set_title(title)
    ax.axis("off")
    return fig


def wrong_first_again(images, titles):
    """The first image in all axes | is missing"""
    fig, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, title in zip(axes.flat, titles, strict=True):
        ax.imshow(images[0])
        ax.set_title(title)
        ax.axis("off")
    return fig


def wrong_single(images, titles):
    """Cannot do with one image | given a gallery of one image"""
    fig, axes = plt.subplots(1, len(images))
    for i in range(len(images)):
        axes[i].imshow(images[i])
        axes[i].set_title(titles[i])
        axes[i].axis("off")
    return fig


def wrong_upside_down(images, titles):
    """The first row at the bottom | stands on its head"""
    fig, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, image, title in zip(axes.flat, images, titles, strict=True):
        ax.imshow(image, origin="lower")
        ax.set_title(title)
        ax.axis("off")
    return fig


def wrong_joined(images, titles):
    """All images joined into one | is missing"""
    height = max(len(image) for image in images)
    parts = [np.pad(image, ((0, height - len(image)), (0, 0), (0, 0))) for image in images]
    fig, ax = plt.subplots()
    ax.imshow(np.hstack(parts))
    ax.set_title("   ".join(titles))
    ax.axis("off")
    return fig


def wrong_gray(images, titles):
    """One channel only | is missing"""
    fig, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, image, title in zip(axes.flat, images, titles, strict=True):
        ax.imshow(image[:, :, 0], cmap="gray")
        ax.set_title(title)
        ax.axis("off")
    return fig


def wrong_pops(images, titles):
    """Takes the titles out of the list that it was given | changed the list"""
    figure, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, image in zip(axes.flat, images):
        ax.imshow(image)
        ax.set_title(titles.pop(0))
        ax.axis("off")
    return figure
