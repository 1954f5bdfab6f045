"""io: text in memory."""


class StringIO:
    def __init__(self, initial_value=''):
        self._text = initial_value

    def write(self, text):
        self._text += text
        return len(text)

    def getvalue(self):
        return self._text

    def read(self):
        return self._text

    def close(self):
        pass

    flush = seek = close

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def __iter__(self):
        return iter(self._text.splitlines(True))
