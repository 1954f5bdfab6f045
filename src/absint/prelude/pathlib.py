"""pathlib: of files only those of the project are there, and of folders none."""
import os.path as _path


class PurePath:
    def __init__(self, *parts):
        text = _path.join(*[str(part) for part in parts]) if parts else '.'
        pieces = [piece for piece in text.split('/') if piece not in ('', '.')]
        self._root = '/' if text.startswith('/') else ''
        self._pieces = pieces

    def _made(self, root, pieces):
        path = type(self)()
        path._root = root
        path._pieces = pieces
        return path

    def __str__(self):
        return self._root + '/'.join(self._pieces) or '.'

    __fspath__ = as_posix = __str__

    def __repr__(self):
        return 'PosixPath(' + repr(str(self)) + ')'

    def __truediv__(self, other):
        return type(self)(str(self), str(other))

    def __rtruediv__(self, other):
        return type(self)(str(other), str(self))

    def joinpath(self, *parts):
        return type(self)(str(self), *parts)

    def __eq__(self, other):
        return isinstance(other, PurePath) and str(self) == str(other)

    def __lt__(self, other):
        return str(self) < str(other)

    def __hash__(self):
        return hash(str(self))

    @property
    def name(self):
        return self._pieces[-1] if self._pieces else ''

    @property
    def stem(self):
        return _path.splitext(self.name)[0]

    @property
    def suffix(self):
        return _path.splitext(self.name)[1]

    @property
    def suffixes(self):
        return ['.' + piece for piece in self.name.lstrip('.').split('.')[1:]]

    @property
    def parent(self):
        return self._made(self._root, self._pieces[:-1])

    @property
    def parents(self):
        return [self._made(self._root, self._pieces[:i]) for i in range(len(self._pieces) - 1, -1, -1)]

    @property
    def parts(self):
        return (*self._root, *self._pieces)

    @property
    def anchor(self):
        return self._root

    def with_name(self, name):
        return self._made(self._root, self._pieces[:-1] + [name])

    def with_suffix(self, suffix):
        return self.with_name(self.stem + suffix)

    def with_stem(self, stem):
        return self.with_name(stem + self.suffix)

    def is_absolute(self):
        return bool(self._root)

    def relative_to(self, *other):
        base = PurePath(*other)
        if self._pieces[:len(base._pieces)] != base._pieces:
            raise ValueError(f'{str(self)!r} is not in the subpath of {str(base)!r}')
        return self._made('', self._pieces[len(base._pieces):])

    def match(self, pattern):
        import fnmatch
        return fnmatch.fnmatch(self.name, pattern)


class Path(PurePath):
    @classmethod
    def cwd(cls):
        return cls('.')

    @classmethod
    def home(cls):
        return cls('~')

    def resolve(self, strict=False):
        return self

    absolute = expanduser = resolve

    def exists(self):
        return _file_exists(str(self))

    is_file = exists

    def is_dir(self):
        return False

    is_symlink = is_dir

    def mkdir(self, *args, **kwargs):
        pass

    touch = unlink = mkdir

    def glob(self, pattern):
        return iter(())

    rglob = glob

    def iterdir(self):
        return iter(())

    def open(self, mode='r', *args, **kwargs):
        return open(str(self), mode, *args, **kwargs)

    def read_text(self, *args, **kwargs):
        return open(str(self)).read()

    def read_bytes(self):
        return open(str(self), 'rb').read()


PurePosixPath = PosixPath = Path
