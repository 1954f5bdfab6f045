"""io: text in memory, which is also what open() gives."""


class StringIO:
    def __init__(self, initial_value='', newline=None):
        self._text = initial_value or ''
        self._place = len(self._text) if initial_value is None else 0

    def write(self, text):
        self._text += text
        return len(text)

    def getvalue(self):
        return self._text

    def read(self, size=-1):
        begin = self._place
        self._place = len(self._text) if size is None or size < 0 else begin + size
        return self._text[begin:self._place]

    def readline(self, size=-1):
        begin = self._place
        end = self._text.find('\n', begin)
        self._place = len(self._text) if end < 0 else end + 1
        return self._text[begin:self._place]

    def readlines(self, hint=-1):
        return self.read().splitlines(True)

    def seek(self, offset, whence=0):
        self._place = offset if whence == 0 else len(self._text)
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


TextIOWrapper = StringIO
