# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# variant.sh - the walks of make check once more, in the look that the sourcing script's name says
# (WALK_VARIANT, tests/pty/walk.h), compared with tests/golden/NAME.COLSxROWS.VARIANT.txt.
#
# With GOLDEN_UPDATE=1 in the environment the files are written. Needs a build in DTS_BUILD, or in the
# folder one stands in; exit 77 without a catalogue of that language.
set -eu

variant=$(basename "$0")
build=${DTS_BUILD:-$PWD}
programs="tests/pty/test_alibaba tests/pty/test_databases tests/pty/test_diagnosis tests/pty/test_differences
    tests/pty/test_questions tests/pty/test_screens"

# Several of these may run at a time, and the programs are made by make check only.
# shellcheck disable=SC2086
flock "$build" make -s -C "$build" $programs dts-wizard ui/po/stamp
if [ "$variant" != ascii ] && [ ! -f "$build/ui/po/locale/$variant/LC_MESSAGES/dts-wizard.mo" ]; then
    echo "skip: screens: no catalogue ui/po/$variant.po"
    exit 77
fi
export WALK_VARIANT=$variant LC_ALL=C.UTF-8 TZ=UTC
# In another language a walk guesses by the translation whether it is where it believes: where it was
# wrong it goes once more. What the screens show is compared with the files each time.
for program in $programs; do
    "$build/$program" || { [ "$variant" != ascii ] && "$build/$program"; }
done
