"""Map initiatives, group them by theme, draw the network of actors, show who should meet whom.

The way of the data, one module a stage::

    raw files → sources → actors, places → Corpus
    Corpus → themes, network, territory, encounters → figures, maps, explorer

Import the module you need (``from analysis import network``): importing this package loads nothing.
"""
