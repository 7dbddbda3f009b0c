/* SPDX-License-Identifier: MIT
 *
 * configure_compare - are CompareOptions and ConsistencyOption ones that dtsd can follow (3.9,
 * 3.14 of the service's documentation)?
 */
#include <stdio.h>

#include "base/str.h"
#include "dtsd/configure_private.h"
#include "dtsd/refusal.h"

bool configure_check_compare(const char *path, const struct dts_compare_options *o,
                             struct err *err)
{
    static const char *const methods[] = {"dataCheck", "sampleDataCheck", "rowsCount", "",
                                          NULL};
    static const char *const types[] = {"builtin", "independent", "", NULL};
    static const char *const modes[] = {"full", "increment", NULL};
    const struct {
        const char *name;
        int64_t value, min, max;
    } numbers[] = {
        {"SampleRate", o->SampleRate, 0, 100},
        {"ThreadCount", o->ThreadCount, 1, 8},
        {"ReCheckTime", o->ReCheckTime, 0, 1000},
        {"ReCheckInterval", o->ReCheckInterval, 1, 60},
    };
    char at[96];

    snprintf(at, sizeof at, "%s.Method", path);
    if (!must_be_one_of(at, o->Method, methods, err))
        return false;
    snprintf(at, sizeof at, "%s.Type", path);
    if (!must_be_one_of(at, o->Type, types, err))
        return false;
    for (size_t i = 0; i < o->CompareMode.n; i++) {
        snprintf(at, sizeof at, "%s.CompareMode[%zu]", path, i);
        if (!must_be_one_of(at, o->CompareMode.items[i], modes, err))
            return false;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        snprintf(at, sizeof at, "%s.%s", path, numbers[i].name);
        if (!must_be_within(at, numbers[i].value, numbers[i].min, numbers[i].max, err))
            return false;
    }
    return true;
}

bool configure_check_consistency(const struct dts_consistency *c, struct err *err)
{
    static const char *const modes[] = {"full", "noCheck", "notConfigured", "", NULL};
    static const char *const object_modes[] = {"sameAsMigrate", "custom", "", NULL};

    if (!c)
        return true;
    if (!must_be_one_of("MigrateOption.Consistency.Mode", c->Mode, modes, err) ||
        !must_be_one_of("MigrateOption.Consistency.ObjectMode", c->ObjectMode, object_modes,
                        err))
        return false;
    if (str_eq(c->ObjectMode, "custom") && !c->Objects)
        return refuse_missing(err, "MigrateOption.Consistency.Objects", "ObjectMode is custom");
    return !c->Options ||
           configure_check_compare("MigrateOption.Consistency.Options", c->Options, err);
}
