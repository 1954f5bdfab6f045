"""torch.distributions: what they are made of and the shapes of what they give; samples have no values here.
Source: torch/distributions."""
import torch
import torch.distributions as _here

# Each has a module of its own in PyTorch.
normal = categorical = bernoulli = beta = uniform = gamma = exponential = laplace = dirichlet = independent = _here
multivariate_normal = one_hot_categorical = distribution = kl = _here


def _tensor(value):
    return value if isinstance(value, torch.Tensor) else torch.tensor(float(value))


def _together(*values):
    return torch.broadcast_tensors(*[_tensor(value) for value in values])


class Distribution:
    has_rsample = False

    def __init__(self, batch_shape=(), event_shape=(), validate_args=None):
        self._batch_shape = torch.Size(batch_shape)
        self._event_shape = torch.Size(event_shape)

    @staticmethod
    def set_default_validate_args(value):
        pass

    @property
    def batch_shape(self):
        return self._batch_shape

    @property
    def event_shape(self):
        return self._event_shape

    def _extended_shape(self, sample_shape=()):
        return torch.Size(tuple(sample_shape) + tuple(self._batch_shape) + tuple(self._event_shape))

    def _like(self):
        return self._drawn_from

    def rsample(self, sample_shape=()):
        return torch.zeros(self._extended_shape(sample_shape)) + 0 * self._like().expand(self._extended_shape(sample_shape))

    def sample(self, sample_shape=()):
        return self.rsample(sample_shape)

    def sample_n(self, n):
        return self.sample((n,))

    def log_prob(self, value):
        return self._over_events(_tensor(value))

    def cdf(self, value):
        return self.log_prob(value)

    def icdf(self, value):
        return self.log_prob(value)

    def entropy(self):
        return torch.zeros(self._batch_shape)

    @property
    def mean(self):
        return self.rsample()

    @property
    def mode(self):
        return self.rsample()

    @property
    def variance(self):
        return self.rsample()

    @property
    def stddev(self):
        return self.variance.sqrt()

    def perplexity(self):
        return torch.exp(self.entropy())

    def _over_events(self, value):
        """The value with the batch, without the dimensions of the events."""
        both = value + torch.zeros(self._extended_shape())
        for _ in self._event_shape:
            both = both.sum(-1)
        return both


class _Elementwise(Distribution):
    """Parameters of one shape, and a sample for each element."""

    def _take(self, **parameters):
        tensors = _together(*parameters.values())
        for name, tensor in zip(parameters, tensors):
            setattr(self, name, tensor)
        self._drawn_from = tensors[0]
        Distribution.__init__(self, tensors[0].shape)


class Normal(_Elementwise):
    has_rsample = True

    def __init__(self, loc, scale, validate_args=None):
        self._take(loc=loc, scale=scale)

    @property
    def mean(self):
        return self.loc

    @property
    def mode(self):
        return self.loc

    @property
    def stddev(self):
        return self.scale

    @property
    def variance(self):
        return self.scale.pow(2)

    def rsample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        return self.loc + torch.randn(shape) * self.scale

    def log_prob(self, value):
        return -((value - self.loc) ** 2) / (2 * self.scale ** 2) - self.scale.log()

    def entropy(self):
        return 0.5 + torch.log(self.scale)


class Laplace(Normal):
    pass


class Cauchy(Normal):
    pass


class Gumbel(Normal):
    pass


class LogNormal(Normal):
    pass


class StudentT(_Elementwise):
    has_rsample = True

    def __init__(self, df, loc=0.0, scale=1.0, validate_args=None):
        self._take(df=df, loc=loc, scale=scale)


class Uniform(_Elementwise):
    has_rsample = True

    def __init__(self, low, high, validate_args=None):
        self._take(low=low, high=high)


class Beta(_Elementwise):
    has_rsample = True

    def __init__(self, concentration1, concentration0, validate_args=None):
        self._take(concentration1=concentration1, concentration0=concentration0)


class Gamma(_Elementwise):
    has_rsample = True

    def __init__(self, concentration, rate, validate_args=None):
        self._take(concentration=concentration, rate=rate)


class Exponential(_Elementwise):
    has_rsample = True

    def __init__(self, rate, validate_args=None):
        self._take(rate=rate)


class Poisson(Exponential):
    pass


class _Counted(_Elementwise):
    """Given by probabilities or by their logits."""

    def __init__(self, probs=None, logits=None, validate_args=None):
        if (probs is None) == (logits is None):
            raise ValueError('Either `probs` or `logits` must be specified, but not both.')
        self._take(probs=probs if logits is None else torch.sigmoid(_tensor(logits)))
        self.logits = self.probs if logits is None else _tensor(logits)


class Bernoulli(_Counted):
    pass


class Geometric(_Counted):
    pass


class RelaxedBernoulli(_Counted):
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        _Counted.__init__(self, probs, logits)
        self.temperature = temperature


class Binomial(_Counted):
    def __init__(self, total_count=1, probs=None, logits=None, validate_args=None):
        _Counted.__init__(self, probs, logits)
        self.total_count = total_count


class Categorical(Distribution):
    def __init__(self, probs=None, logits=None, validate_args=None):
        if (probs is None) == (logits is None):
            raise ValueError('Either `probs` or `logits` must be specified, but not both.')
        given = probs if logits is None else logits
        if given.dim() < 1:
            raise ValueError('the parameter must be at least one-dimensional.')
        self.probs = given / given.sum(-1, keepdim=True) if logits is None else torch.softmax(given, -1)
        self.logits = torch.log(self.probs)
        self._num_events = given.shape[-1]
        Distribution.__init__(self, given.shape[:-1])

    def sample(self, sample_shape=()):
        return torch.zeros(self._extended_shape(sample_shape), dtype=torch.int64)

    def log_prob(self, value):
        return value + self.logits.sum(-1)

    def entropy(self):
        return -(self.logits * self.probs).sum(-1)

    @property
    def mode(self):
        return self.probs.argmax(-1)


class OneHotCategorical(Categorical):
    def __init__(self, probs=None, logits=None, validate_args=None):
        Categorical.__init__(self, probs, logits)
        self._event_shape = torch.Size((self._num_events,))

    def sample(self, sample_shape=()):
        return torch.zeros(self._extended_shape(sample_shape))

    def rsample(self, sample_shape=()):
        return self.sample(sample_shape)

    def log_prob(self, value):
        return self._over_events(value)


class OneHotCategoricalStraightThrough(OneHotCategorical):
    has_rsample = True


class RelaxedOneHotCategorical(OneHotCategorical):
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        OneHotCategorical.__init__(self, probs, logits)
        self.temperature = temperature


class Dirichlet(Distribution):
    has_rsample = True

    def __init__(self, concentration, validate_args=None):
        self.concentration = self._drawn_from = concentration
        Distribution.__init__(self, concentration.shape[:-1], concentration.shape[-1:])


class MultivariateNormal(Distribution):
    has_rsample = True

    def __init__(self, loc, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None):
        matrix = covariance_matrix if covariance_matrix is not None else scale_tril
        matrix = matrix if matrix is not None else precision_matrix
        batch = torch.broadcast_shapes(matrix.shape[:-2], loc.shape[:-1])
        self.loc = self._drawn_from = loc.expand(batch + loc.shape[-1:])
        self.covariance_matrix = self.scale_tril = matrix.expand(batch + loc.shape[-1:] + loc.shape[-1:])
        Distribution.__init__(self, batch, loc.shape[-1:])

    @property
    def mean(self):
        return self.loc


class Independent(Distribution):
    def __init__(self, base_distribution, reinterpreted_batch_ndims, validate_args=None):
        self.base_dist = base_distribution
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims
        kept = len(base_distribution.batch_shape) - reinterpreted_batch_ndims
        shape = base_distribution.batch_shape + base_distribution.event_shape
        self.has_rsample = base_distribution.has_rsample
        Distribution.__init__(self, shape[:kept], shape[kept:])

    def rsample(self, sample_shape=()):
        return self.base_dist.rsample(sample_shape)

    def sample(self, sample_shape=()):
        return self.base_dist.sample(sample_shape)

    @property
    def mean(self):
        return self.base_dist.mean

    @property
    def mode(self):
        return self.base_dist.mode

    @property
    def variance(self):
        return self.base_dist.variance

    def _without_events(self, value):
        for _ in range(self.reinterpreted_batch_ndims):
            value = value.sum(-1)
        return value

    def log_prob(self, value):
        return self._without_events(self.base_dist.log_prob(value))

    def entropy(self):
        return self._without_events(self.base_dist.entropy())


def kl_divergence(p, q):
    if isinstance(p, Independent):
        return p._without_events(kl_divergence(p.base_dist, q.base_dist))
    return torch.zeros(torch.broadcast_shapes(p.batch_shape, q.batch_shape))


def register_kl(type_p, type_q):
    return lambda function: function
