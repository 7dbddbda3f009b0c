/* config.h.  Generated from config.h.in by configure.  */
/* config.h.in.  Generated from configure.ac by autoheader.  */

/* Define to 1 if you have the declaration of `MARIADB_OPT_RESTRICTED_AUTH',
   and to 0 if you don't. */
#define HAVE_DECL_MARIADB_OPT_RESTRICTED_AUTH 1

/* Define to 1 if you have the declaration of
   `MYSQL_OPT_GET_SERVER_PUBLIC_KEY', and to 0 if you don't. */
#define HAVE_DECL_MYSQL_OPT_GET_SERVER_PUBLIC_KEY 0

/* Define to 1 if you have the declaration of `MYSQL_OPT_LOCAL_INFILE', and to
   0 if you don't. */
#define HAVE_DECL_MYSQL_OPT_LOCAL_INFILE 1

/* Define to 1 if you have the declaration of `MYSQL_OPT_SSL_ENFORCE', and to
   0 if you don't. */
#define HAVE_DECL_MYSQL_OPT_SSL_ENFORCE 1

/* Define to 1 if you have the declaration of `MYSQL_OPT_SSL_MODE', and to 0
   if you don't. */
#define HAVE_DECL_MYSQL_OPT_SSL_MODE 0

/* Define to 1 if you have the declaration of
   `MYSQL_OPT_SSL_VERIFY_SERVER_CERT', and to 0 if you don't. */
#define HAVE_DECL_MYSQL_OPT_SSL_VERIFY_SERVER_CERT 1

/* Define to 1 if you have the <inttypes.h> header file. */
#define HAVE_INTTYPES_H 1

/* Define to 1 if you have the `mysql_get_socket' function. */
#define HAVE_MYSQL_GET_SOCKET 1

/* Define to 1 if you have the `mysql_set_local_infile_handler' function. */
#define HAVE_MYSQL_SET_LOCAL_INFILE_HANDLER 1

/* Define to 1 if you have the <stdint.h> header file. */
#define HAVE_STDINT_H 1

/* Define to 1 if you have the <stdio.h> header file. */
#define HAVE_STDIO_H 1

/* Define to 1 if you have the <stdlib.h> header file. */
#define HAVE_STDLIB_H 1

/* Define to 1 if you have the <strings.h> header file. */
#define HAVE_STRINGS_H 1

/* Define to 1 if you have the <string.h> header file. */
#define HAVE_STRING_H 1

/* Define to 1 if you have the <sys/stat.h> header file. */
#define HAVE_SYS_STAT_H 1

/* Define to 1 if you have the <sys/types.h> header file. */
#define HAVE_SYS_TYPES_H 1

/* Define to 1 if you have the <unistd.h> header file. */
#define HAVE_UNISTD_H 1

/* Name of package */
#define PACKAGE "dts-wizard"

/* Define to the address where bug reports for this package should be sent. */
#define PACKAGE_BUGREPORT ""

/* Define to the full name of this package. */
#define PACKAGE_NAME "dts-wizard"

/* Define to the full name and version of this package. */
#define PACKAGE_STRING "dts-wizard 0.1.0"

/* Define to the one symbol short name of this package. */
#define PACKAGE_TARNAME "dts-wizard"

/* Define to the home page for this package. */
#define PACKAGE_URL ""

/* Define to the version of this package. */
#define PACKAGE_VERSION "0.1.0"

/* Define to 1 if all of the C90 standard headers exist (not just the ones
   required in a freestanding environment). This macro is provided for
   backward compatibility; new code need not use it. */
#define STDC_HEADERS 1

/* Version number of package */
#define VERSION "0.1.0"
