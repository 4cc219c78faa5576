# Completions and manual pages, which the program writes itself, and the Debian package
# (`cpack` in the build folder). Users of the package need neither compiler nor Node.
set(texts ${PROJECT_BINARY_DIR}/texts)
add_custom_command(OUTPUT ${texts}/complete
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${texts}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${texts}/man
  COMMAND tessera manual ${texts}/man
  COMMAND sh -c "gzip -9n ${texts}/man/*.1"
  COMMAND tessera completion bash > ${texts}/tessera
  COMMAND tessera completion zsh > ${texts}/_tessera
  COMMAND tessera completion fish > ${texts}/tessera.fish
  COMMAND ${CMAKE_COMMAND} -E touch ${texts}/complete
  DEPENDS tessera
  COMMENT "Writing completions and manual pages"
  VERBATIM)
add_custom_target(program_texts ALL DEPENDS ${texts}/complete)
install(DIRECTORY ${texts}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${texts}/tessera DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${texts}/_tessera DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${texts}/tessera.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tessera)
set(CPACK_PACKAGE_VENDOR Tessera)
set(CPACK_PACKAGE_CONTACT "The Tessera developers <tessera@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "simulator of AI accelerators")
set(CPACK_PACKAGE_DESCRIPTION
"Predicts how long a model takes to infer on a chip, or a rack of chips, that may not
exist yet, and says what it waited for. With the library of chips and networks, the
page of reports and the Python package.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
# The Python package goes where the distribution's Python looks below /usr: as a component of its own
# instead of the one that `cmake --install` puts below any other prefix.
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_COMPONENTS_ALL Unspecified)
if(TARGET tessera_python)
  list(APPEND CPACK_COMPONENTS_ALL python_of_distribution)
endif()
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3, python3-matplotlib")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "slurm-client, python3-pandas")
include(CPack)
