import numpy as np

a = np.arange(12).reshape(3, 4)
print(a[1].tolist(), a[:, 1].tolist(), a[1:, ::2].tolist(), a[-1, -1])
print(a[[0, 2]].tolist(), a[:, [1, 3]].tolist(), a[..., 0].tolist(), a[None].shape, a[:, None].shape, a[0, :, None].shape)
b = np.zeros((3, 4))
b[:, 0::2] = np.ones((3, 2))
b[:, 1] = [5, 6, 7]
b[2] = 9
print(b.tolist())
b[0] = [1, 2, 3, 4]
b[:, 3] = 0
b[1:, 2:] = [[-1, -2]]
print(b.tolist())
c = np.array([1.0, 4.0, 9.0])
c[c > 3] = 0
print(c.tolist())
a[a % 2 == 0] = -1
print(a.tolist())
print(np.ceil(np.log(20)).astype(int), np.sqrt(16).astype('int'), np.prod([2, 3]).item(), np.array([1, 2]).sum().item())
angles = np.array([[pos / np.power(10000, 2 * (i // 2) / 6) for i in range(6)] for pos in range(4)])
angles[:, 0::2] = np.sin(angles[:, 0::2])
angles[:, 1::2] = np.cos(angles[:, 1::2])
print(angles.shape, [round(float(x), 6) for x in angles[3]])
