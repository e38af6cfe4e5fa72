"""The rows in which allocation sites are told: by stack the bytes and blocks of the peak, of the end and of the growth."""


class SiteRows:
    """Adds up what snapshots hold, by traceback: most recent frame first, as tracemalloc has it."""

    #: The columns of the peak and of the end, bytes before blocks.
    HELD, LIVE = 0, 2
    _GROWTH = 4

    def __init__(self, name_of, own_folder):
        """`name_of` gives (name, first line) of the function of a file's line; frames of `own_folder` are left out."""
        #: [file, line, function's name, its first line] by number.
        self.frames = []
        self._numbers = {}
        self._rows = {}
        self._name_of = name_of
        self._own_folder = own_folder

    def add(self, sites, column):
        """Adds (bytes, blocks) by traceback."""
        for traceback, (size, blocks) in sites.items():
            row = self._rows.setdefault(traceback, [0] * 6)
            row[column] += size
            row[column + 1] += blocks

    def add_growth(self, since, until):
        """What there is more of `until` than there was of `since`."""
        for traceback, (size, blocks) in until.items():
            before = since.get(traceback, (0, 0))
            if size > before[0]:
                row = self._rows.setdefault(traceback, [0] * 6)
                row[self._GROWTH :] = [size - before[0], max(0, blocks - before[1])]

    def stacks(self):
        """[numbers of the frames, then the six columns] of each."""
        return [[self._path(traceback)] + row for traceback, row in self._rows.items()]

    def _path(self, traceback):
        """The numbers of a traceback's frames, outermost first, without this package's own."""
        path = []
        for frame in reversed(traceback):
            number = self._numbers.get(frame)
            if number is None:
                file, line = frame
                number = -1
                if not file.startswith(self._own_folder):
                    number = len(self.frames)
                    self.frames.append([file, line, *self._name_of(file, line)])
                self._numbers[frame] = number
            if number >= 0:
                path.append(number)
        return path
