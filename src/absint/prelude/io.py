"""io: text and bytes in memory, which is also what open() gives."""


class StringIO:
    _empty = ''
    _newline = '\n'

    def __init__(self, initial_value=None, newline=None):
        self._text = self._empty if initial_value is None else initial_value
        self._place = 0

    def __getattr__(self, name):
        return _unknown('this of a stream is not modelled')

    def write(self, text):
        self._text = self._text[:self._place] + text + self._text[self._place + len(text):]
        self._place += len(text)
        return len(text)

    def getvalue(self):
        return self._text

    def read(self, size=-1):
        begin = self._place
        self._place = len(self._text) if size is None or size < 0 else begin + size
        return self._text[begin:self._place]

    def readline(self, size=-1):
        begin = self._place
        end = self._text.find(self._newline, begin)
        self._place = len(self._text) if end < 0 else end + 1
        return self._text[begin:self._place]

    def readlines(self, hint=-1):
        return self.read().splitlines(True)

    def seek(self, offset, whence=0):
        self._place = offset + (0, self._place, len(self._text))[whence]
        return self._place

    def tell(self):
        return self._place

    def close(self):
        pass

    flush = close

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line


class BytesIO(StringIO):
    _empty = b''
    _newline = b'\n'


TextIOWrapper = StringIO
