import argparse
import template

parser = argparse.ArgumentParser(description='EDSR and MDSR')

parser.add_argument('--debug', action='store_true',
                    help='Enables debug mode')
parser.add_argument('--template', default='.',
                    help='You can set various templates in option.py')
parser.add_argument('--n_threads', type=int, default=6)
parser.add_argument('--cpu', action='store_true')
parser.add_argument('--n_GPUs', type=int, default=1)
parser.add_argument('--scale', type=str, default='4')
parser.add_argument('--rgb_range', type=int, default=255)
parser.add_argument('--n_colors', type=int, default=3)
parser.add_argument('--chop', action='store_true')
parser.add_argument('--model', default='EDSR', help='model name')
parser.add_argument('--act', type=str, default='relu')
parser.add_argument('--pre_train', type=str, default='')
parser.add_argument('--extend', type=str, default='.')
parser.add_argument('--n_resblocks', type=int, default=16)
parser.add_argument('--n_feats', type=int, default=64)
parser.add_argument('--res_scale', type=float, default=1)
parser.add_argument('--shift_mean', default=True)
parser.add_argument('--dilation', action='store_true')
parser.add_argument('--precision', type=str, default='single', choices=('single', 'half'))
parser.add_argument('--self_ensemble', action='store_true')
parser.add_argument('--epochs', type=int, default=300)
parser.add_argument('--resume', type=int, default=0)
parser.add_argument('--save_models', action='store_true')
parser.add_argument('--test_only', action='store_true')

args = parser.parse_args()
template.set_template(args)

args.scale = list(map(lambda x: int(x), args.scale.split('+')))

if args.epochs == 0:
    args.epochs = 1e8

for arg in vars(args):
    if vars(args)[arg] == 'True':
        vars(args)[arg] = True
    elif vars(args)[arg] == 'False':
        vars(args)[arg] = False
