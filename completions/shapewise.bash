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
    --from) COMPREPLY=($(compgen -W 'auto list repr python' -- "$word")); return ;;
    --root) COMPREPLY=(); return ;;
    -f|--format) COMPREPLY=($(compgen -W 'table json' -- "$word")); return ;;
    -c|--columns) COMPREPLY=(); return ;;
    --depth) COMPREPLY=(); return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
    -w|--width) COMPREPLY=(); return ;;
    -o|--output) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  case ${COMP_WORDS[1]} in
    completions) options='-h --help --version' ;;
    layers) options='--depth --ascii --color -w --width -o --output -h --help --version' ;;
    explain) options='-i --input -N --batch -s --set --assume -e --expression --from --root --train --depth --ascii --color -w --width -o --output -h --help --version' ;;
    *) options='-i --input -N --batch -s --set --assume -e --expression --from --root --train -f --format -c --columns --depth --ascii --color -w --width -o --output -h --help --version' ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
    return
  fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W 'explain layers completions' -- "$word") $(compgen -f -- "$word"))
    return
  fi
  case ${COMP_WORDS[1]} in
    completions) COMPREPLY=($(compgen -W 'bash zsh fish' -- "$word")); return ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _shapewise shapewise
