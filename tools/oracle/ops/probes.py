"""Cases that nobody thought of: every public function of torch's modules and every method of tensors, called with arguments of
all kinds. A few calls that PyTorch takes and a few that it refuses are kept of each."""
import torch
import torch.nn.functional as F

HOMES = {"torch": torch, "F": F, "torch.linalg": torch.linalg, "torch.fft": torch.fft, "torch.special": torch.special}
ARGUMENTS = [
    "", "0", "1", "-1", "5", "2, 3", "0, 1", "1, 2", "(0, 1)", "(2, 6)", "[1, 0]", "m", "t", "i", "b", "s", "k", "0.5", "True",
    "m, m", "1, k", "0, i", "1, i", "1, i, m", "0, k, m", "n", "n, n", "1, 0, 2", "dim=1", "dim=-1", "dim=1, keepdim=True",
    "axis=0", "2, dim=1", "torch.float64", "dtype=torch.float64", "v", "w", "q", "d", "'mean'", "b, 0", "b, 0.0", "[4]",
    "3, 1, 2", "1, 1", "2, 0", "t, m", "q, q", "m, 0.5", "(1, 1)", "1, 0", "3", "[2, 1], 1", "u",
]  # fmt: skip
SUBJECTS = ["m", "t", "x", "q", "i", "v", "b", "s", "c"]
# Not about tensors, or of internal state, files, randomness of the process, or other layouts.
SKIPPED = """ask load save seed fork wait test threads printoptions manual_seed initial_seed compile_with rng_state warn deterministic
import is_ set_ get_ sparse quant qint dequantize vitals typename storage hook backward retain data_ptr numpy pin_memory share_memory
cuda ipu xpu vulkan mkldnn coo csr csc bsr bsc jit_ classes layout futures autograd register_ dlpack from_file resize_as frombuffer
_force obj Generator tensordot_ finfo memory_format parse_ candidate unify merge_type sym_ fbgemm miopen cudnn segment_reduce
einsum_ empty lstm gru rnn q_ int_repr map tolist apply_ refine_names rename align names to_padded nested col_indices crow_indices
ccol_indices row_indices indices values dense_dim addmm_act handle_torch has_torch assert Assertion wait fork conj_physical_
init_num hspmm smm sspmm embedding_renorm range_ batch_norm_ native_norm norm_except narrow_tensor div_rtn boolean_dispatch
default_generator import_ir profiler Storage enum device dtype Size Tensor SymInt SymFloat ScriptFunction Type Module Stream Event
iinfo no_grad grad inference autocast package Library ops overrides utils nn optim linalg fft special types unified choose set_
stft istft bartlett result_type promote can_cast""".split()


def wanted(name):
    return not name.startswith("_") and not any(word in name for word in SKIPPED)


def expressions():
    for home, module in HOMES.items():
        for name in sorted(dir(module)):
            if not wanted(name) or not callable(getattr(module, name)) or isinstance(getattr(module, name), type):
                continue
            for subject in SUBJECTS:
                for arguments in ARGUMENTS:
                    yield f"{home}.{name}({subject}{', ' if arguments else ''}{arguments})"
    for name in sorted(dir(torch.Tensor)):
        if not wanted(name) or not callable(getattr(torch.Tensor, name)):
            continue
        for subject in SUBJECTS:
            for arguments in ARGUMENTS:
                yield f"{subject}.{name}({arguments})"


def few_of_each(pairs):
    """Of each function, calls that differ in what comes out: at most eight accepted ones and four rejected ones."""
    kept = {}
    for expression, result in pairs:
        head, arguments = expression.split("(", 1)
        function = head.split(".", 1)[1] if head.split(".")[0] in SUBJECTS else head
        method = head.split(".")[0] in SUBJECTS
        bad = result.startswith("error")
        bucket = kept.setdefault((function, method, bad), {})
        if len(bucket) < (3 if bad else 8):
            subject = head.split(".")[0] if method else arguments.split(",")[0].rstrip(")")
            bucket.setdefault((result, subject) if not bad else subject, [expression, result])
    return [pair for bucket in kept.values() for pair in bucket.values()]
