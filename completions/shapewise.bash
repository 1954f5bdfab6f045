# Completions of shapewise for bash. Made by `shapewise completions bash`.
_shapewise() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} options
  [[ $word == = ]] && word=''
  [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD - 2]}
  case $before in
    -i|--input) COMPREPLY=(); return ;;
    -N|--batch) COMPREPLY=(); return ;;
    -s|--set) COMPREPLY=(); return ;;
    --assume) COMPREPLY=(); return ;;
    -e|--expression) COMPREPLY=(); return ;;
    --from) COMPREPLY=($(compgen -W 'auto list repr python onnx keras' -- "$word")); return ;;
    --root) COMPREPLY=(); return ;;
    --mode) COMPREPLY=($(compgen -W 'eval train' -- "$word")); return ;;
    -f|--format) COMPREPLY=($(compgen -W 'table json markdown csv latex html svg dot mermaid' -- "$word")); return ;;
    --style) COMPREPLY=($(compgen -W 'graph blocks' -- "$word")); return ;;
    -c|--columns) COMPREPLY=(); return ;;
    --convention) COMPREPLY=($(compgen -W 'shapewise torchinfo thop ptflops ptflops-aten fvcore calflops deepspeed keras all' -- "$word")); return ;;
    --depth) COMPREPLY=(); return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
    -w|--width) COMPREPLY=(); return ;;
    -o|--output) COMPREPLY=($(compgen -f -- "$word")); return ;;
    -l|--layer) COMPREPLY=(); return ;;
    --level) COMPREPLY=($(compgen -W 'brief full' -- "$word")); return ;;
    --pixel) COMPREPLY=(); return ;;
    --without) COMPREPLY=(); return ;;
    --replace) COMPREPLY=(); return ;;
    --optimizer) COMPREPLY=($(compgen -W 'sgd momentum rmsprop adagrad adam adamw' -- "$word")); return ;;
    --dtype) COMPREPLY=(); return ;;
    --free) COMPREPLY=(); return ;;
    --budget) COMPREPLY=(); return ;;
    --maximize) COMPREPLY=($(compgen -W 'macs params trainable activations weights' -- "$word")); return ;;
    --multiple) COMPREPLY=(); return ;;
    --seed) COMPREPLY=(); return ;;
    --weights) COMPREPLY=($(compgen -f -- "$word")); return ;;
    --repeat) COMPREPLY=(); return ;;
    --top) COMPREPLY=(); return ;;
    --dump) COMPREPLY=($(compgen -f -- "$word")); return ;;
    --input-data) COMPREPLY=($(compgen -f -- "$word")); return ;;
    --profile) COMPREPLY=($(compgen -W 'text chrome' -- "$word")); return ;;
    --backend) COMPREPLY=($(compgen -W 'onednn reference' -- "$word")); return ;;
    --threads) COMPREPLY=(); return ;;
    --image) COMPREPLY=($(compgen -f -- "$word")); return ;;
    --image-fit) COMPREPLY=($(compgen -W 'crop stretch' -- "$word")); return ;;
    --image-scale) COMPREPLY=($(compgen -W 'unit symmetric imagenet' -- "$word")); return ;;
    --target) COMPREPLY=(); return ;;
    --config) COMPREPLY=($(compgen -f -- "$word")); return ;;
    --rule) COMPREPLY=(); return ;;
    -j|--jobs) COMPREPLY=(); return ;;
    --fail-on) COMPREPLY=(); return ;;
    --opset) COMPREPLY=(); return ;;
  esac
  case ${COMP_WORDS[1]} in
    completions) options='-h --help --version' ;;
    rule) options='-f --format --depth --ascii --color -w --width -o --output -h --help --version' ;;
    layers) options='--depth --ascii --color -w --width -o --output -h --help --version' ;;
    export) options='-i --input -N --batch -s --set --assume -e --expression --from --root --mode --weights --seed --opset --depth --ascii --color -w --width -o --output -h --help --version' ;;
    diff) options='-f --format --fail-on -i --input -N --batch -s --set --assume -e --expression --from --root --mode --depth --ascii --color -w --width -o --output -h --help --version' ;;
    annotate) options='-i --input -N --batch -s --set --assume -e --expression --from --root --mode --write --update --strip --depth --ascii --color -w --width -o --output -h --help --version' ;;
    check) options='--config --rule --budget --fix --diff --weights -j --jobs -N --batch -s --set --assume --root --mode -f --format -a --all --depth --ascii --color -w --width -o --output -h --help --version' ;;
    bench) options='-i --input -N --batch -s --set --assume -e --expression --from --root --mode --depth --ascii --color -w --width -o --output -h --help --version' ;;
    prove) options='-i --input -N --batch -s --set --assume -e --expression --from --root --mode --seed --weights -f --format --depth --ascii --color -w --width -o --output -h --help --version' ;;
    run) options='-i --input -N --batch -s --set --assume -e --expression --from --root --mode --seed --weights --repeat --top --dump --input-data --profile --backend --threads -f --format --image --image-fit --image-scale --roofline --target --depth --ascii --color -w --width -o --output -h --help --version' ;;
    envelope) options='-i --input -N --batch -s --set --assume -e --expression --from --root --mode --depth --ascii --color -w --width -o --output -h --help --version' ;;
    solve) options='-i --input -N --batch -s --set --assume -e --expression --from --root --mode --output --free --budget --maximize --multiple -h --help --version' ;;
    memory) options='-i --input -N --batch -s --set --assume -e --expression --from --root --mode --optimizer --dtype -f --format --depth --ascii --color -w --width -o --output -h --help --version' ;;
    compare) options='-i --input -N --batch -s --set --assume -e --expression --from --root --mode --matrix --without --replace -f --format --depth --ascii --color -w --width -o --output -h --help --version' ;;
    explain) options='-i --input -N --batch -s --set --assume -e --expression --from --root --mode -l --layer --level --pixel -f --format --standalone --convention --depth --ascii --color -w --width -o --output -h --help --version' ;;
    *) options='-i --input -N --batch -s --set --assume -e --expression --from --root --mode -f --format --style --standalone -c --columns --convention --depth --ascii --color -w --width -o --output -h --help --version' ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
    return
  fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W 'explain compare memory solve envelope run prove bench check annotate diff export layers rule completions' -- "$word") $(compgen -f -- "$word"))
    return
  fi
  case ${COMP_WORDS[1]} in
    completions) COMPREPLY=($(compgen -W 'bash zsh fish' -- "$word")); return ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _shapewise shapewise
