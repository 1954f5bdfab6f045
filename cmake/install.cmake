# What `make install` puts in place: the program, the manual page, shell completions and the licence.
install(TARGETS shapewise RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET shapewise-onednn)
  install(TARGETS shapewise-onednn RUNTIME DESTINATION ${SHAPEWISE_COMPANIONS_DIR})
endif()

function(shapewise_install_file file destination)
  if(EXISTS ${PROJECT_SOURCE_DIR}/${file})
    install(FILES ${PROJECT_SOURCE_DIR}/${file} DESTINATION ${destination} ${ARGN})
  endif()
endfunction()

shapewise_install_file(LICENSE ${CMAKE_INSTALL_DOCDIR})
shapewise_install_file(docs/shapewise.1 ${CMAKE_INSTALL_MANDIR}/man1)
shapewise_install_file(completions/shapewise.bash ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME shapewise)
shapewise_install_file(completions/_shapewise ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
shapewise_install_file(completions/shapewise.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
