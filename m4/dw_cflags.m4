# SPDX-License-Identifier: MIT
#
# DW_CFLAG(VARIABLE, FLAG)    sets VARIABLE to FLAG when the compiler takes it
# DW_CFLAGS(VARIABLE, FLAGS)  appends to VARIABLE each of FLAGS that the compiler takes
#
# The user's CFLAGS are left alone.
AC_DEFUN([DW_CFLAG], [
  AS_VAR_PUSHDEF([dw_cache], [dw_cv_cflag_$2])
  AC_CACHE_CHECK([whether $CC takes $2], [dw_cache], [
    dw_saved_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS -Werror $2"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
      [AS_VAR_SET([dw_cache], [yes])], [AS_VAR_SET([dw_cache], [no])])
    CFLAGS=$dw_saved_CFLAGS])
  AS_VAR_IF([dw_cache], [yes], [$1="$$1 $2"])
  AS_VAR_POPDEF([dw_cache])
])
AC_DEFUN([DW_CFLAGS], [m4_foreach_w([dw_flag], [$2], [DW_CFLAG([$1], dw_flag)])])
