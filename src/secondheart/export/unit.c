/* A person as a unit for co-simulation, FMI 2.0. The generated stepper stands before this file, and what it works on,
   as arrays named by `body_`; here is only what joins the two to a master: no law of the physics. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void *fmi2Component;
typedef void *fmi2FMUstate;
typedef unsigned int fmi2ValueReference;
typedef double fmi2Real;
typedef int fmi2Integer, fmi2Boolean;
typedef const char *fmi2String;
typedef char fmi2Byte;
typedef enum { fmi2OK, fmi2Warning, fmi2Discard, fmi2Error, fmi2Fatal, fmi2Pending } fmi2Status;
typedef void (*fmi2Logger)(void *, fmi2String, fmi2Status, fmi2String, fmi2String, ...);
typedef struct {
    fmi2Logger logger;
    void *(*allocateMemory)(size_t, size_t);
    void (*freeMemory)(void *);
    void (*stepFinished)(void *, fmi2Status);
    void *environment;
} fmi2CallbackFunctions;

#define TICK_S 0.01
#define LEAST_STEPS 1e-9

/* Everything that runs along: a state of the unit is a copy of it. */
typedef struct {
    double input[INPUTS];
    double parameter[PARAMETERS];
    int64_t movement;
    int64_t written; /* the movement whose table is in place, and with what strength */
    double strength;
    int64_t ticks;
    double start_s;
    unsigned char memory[BODY_BYTES];
} Moving;

typedef struct {
    const fmi2CallbackFunctions *callbacks;
    char *name;
    int ready;
    Moving moving;
    BODY_TUPLES
} Unit;

static void complain(const Unit *unit, const char *sentence)
{
    if (unit->callbacks && unit->callbacks->logger)
        unit->callbacks->logger(unit->callbacks->environment, unit->name, fmi2Error, "logStatusError", "%s", sentence);
}

static void reset(Unit *unit)
{
    memset(&unit->moving, 0, sizeof unit->moving);
    memcpy(unit->moving.memory, body_memory, BODY_BYTES);
    memcpy(unit->moving.input, body_input, sizeof body_input);
    memcpy(unit->moving.parameter, body_parameter, sizeof body_parameter);
    unit->moving.movement = FIRST_MOVEMENT;
    unit->moving.written = -1;
    unit->ready = 0;
    BODY_PLACES(unit)
}

/* --- inputs: what the packing writes when something is ordered, every 10 ms */

/* Height of a vessel in a posture: the packing's, with the law of the drop. */
static double height_of(double place, const double drops[4])
{
    double height = -(place < 0.0 ? place : 0.0) * drops[0];
    for (int k = 0; k < 4; k++) {
        double along = place - body_joint[k], length = body_joint[k + 1] - body_joint[k];
        height -= (along < 0.0 ? 0.0 : along > length ? length : along) * drops[k];
    }
    return height;
}

/* Heights follow the angles of trunk, thigh, calf and foot; none moves faster than a body can, so that a jump of the
   angles takes its time, and goes on while they stay. */
static void take_angles(Unit *unit)
{
    double drops[4], farthest = 0.0, *now = unit->command.now.data, *to = unit->command.height_to.data;
    double step = (double)unit->state.counts.data[STEP];
    int64_t vessels = unit->network.vessels;
    int changed = 0;
    for (int k = 0; k < 4; k++) drops[k] = drop(1.0, unit->moving.input[INPUT_ANGLES + k]);
    for (int64_t i = 0; i <= vessels; i++) {
        double wanted = i < vessels ? height_of(body_position[i], drops) : drops[0];
        double far = fabs(wanted - unit->state.height.data[i]);
        if (i < vessels && far > farthest) farthest = far;
        if (wanted != to[i]) changed = 1;
        to[i] = wanted;
    }
    if (!changed && step < now[RAMP_START] + now[RAMP_STEPS]) return;
    memcpy(unit->command.height_from.data, unit->state.height.data, sizeof(double) * (size_t)(vessels + 1));
    double steps = farthest / FASTEST_CM_S / STEP_S;
    now[RAMP_START] = step;
    now[RAMP_STEPS] = steps > PER_TICK ? steps : PER_TICK;
}

static void take_cuffs(Unit *unit)
{
    double step = (double)unit->state.counts.data[STEP], *now = unit->command.now.data;
    int over = step > now[CUFF_START] + now[CUFF_STEPS] - 0.5;
    for (int64_t i = 0; i < unit->network.vessels; i++) {
        double around = unit->network.garment_pressure.data[i], pressed = around;
        for (int k = 0; k < CUFFS; k++) {
            double reached = body_reaching[k][i] * unit->moving.input[INPUT_CUFFS + k];
            if (body_reaching[k][i] > 0.0 && around + reached > pressed) pressed = around + reached;
        }
        unit->command.cuff_from.data[i] = over ? unit->command.cuff_to.data[i] : unit->state.cuff.data[i];
        unit->command.cuff_to.data[i] = pressed;
    }
    now[CUFF_START] = step;
    now[CUFF_STEPS] = PER_TICK;
}

static void take_movement(Unit *unit)
{
    int64_t k = unit->moving.movement;
    double *now = unit->command.now.data, share = 0.01 * unit->moving.parameter[PARAMETER_STRENGTH];
    if (k != unit->moving.written || share != unit->moving.strength)
        for (int64_t i = 0; i < unit->command.muscle.size; i++)
            unit->command.muscle.data[i] = body_load[k][i] + share * body_contraction[k][i];
    unit->moving.written = k;
    unit->moving.strength = share;
    memcpy(unit->command.work.data, body_work[k], sizeof body_work[k]);
    memcpy(unit->command.local.data, body_local[k], sizeof body_local[k]);
    memcpy(now, body_now[k], sizeof body_now[k]);
}

static void take_inputs(Unit *unit)
{
    double *now = unit->command.now.data, phase = unit->moving.input[INPUT_PHASE];
    double kept[4] = {now[RAMP_START], now[RAMP_STEPS], now[CUFF_START], now[CUFF_STEPS]};
    take_movement(unit);
    now[RAMP_START] = kept[0];
    now[RAMP_STEPS] = kept[1];
    now[CUFF_START] = kept[2];
    now[CUFF_STEPS] = kept[3];
    now[EFFORT] = unit->moving.input[INPUT_EFFORT];
    now[MUSCLE_RATE] = 0.0;
    unit->state.clock.data[MUSCLE_PHASE] = phase - floor(phase);
    for (int k = 0; k < LEAKS; k++) /* below 0: as the person has them */
        for (int j = 0; unit->moving.parameter[PARAMETER_LEAK + k] >= 0.0 && j < body_leak_count[k]; j++)
            unit->network.leak.data[body_leak_place[k][j]] = unit->moving.parameter[PARAMETER_LEAK + k];
    take_angles(unit);
    take_cuffs(unit);
}

/* --- outputs */

static double output(const Unit *unit, int k)
{
    const State *s = &unit->state;
    double total = 0.0;
    for (int j = 0; j < body_output_count[k]; j++) {
        int64_t i = body_output_place[k][j];
        switch (body_output_kind[k]) {
        case 0: total += s->potential.data[i] - MMHG_PER_CM * s->height.data[i]; break;
        case 1: total += s->volume.data[i]; break;
        case 2: total += s->flow.data[i]; break;
        case 3: total += s->opening.data[i]; break;
        case 4: total += 60.0 / s->clock.data[BEAT_LENGTH]; break;
        default: total += s->clock.data[MEAN_ARTERIAL]; break;
        }
    }
    return total;
}

/* --- what a master calls */

#define UNIT(component) Unit *unit = (Unit *)(component); if (!unit) return fmi2Error

EXPORTED const char *fmi2GetTypesPlatform(void) { return "default"; }
EXPORTED const char *fmi2GetVersion(void) { return "2.0"; }

EXPORTED fmi2Component fmi2Instantiate(fmi2String name, int kind, fmi2String guid, fmi2String resources,
                                       const fmi2CallbackFunctions *callbacks, fmi2Boolean visible, fmi2Boolean logging)
{
    (void)resources, (void)visible, (void)logging;
    Unit *unit = (Unit *)calloc(1, sizeof(Unit));
    if (!unit) return 0;
    unit->callbacks = callbacks;
    unit->name = (char *)calloc(1, strlen(name ? name : "") + 1);
    if (unit->name) strcpy(unit->name, name ? name : "");
    const char *wrong = kind != 1 ? "this unit is for co-simulation only"
                        : !guid || strcmp(guid, UNIT_GUID) ? "the description and the library do not belong together" : 0;
    if (wrong) {
        complain(unit, wrong);
        free(unit->name);
        free(unit);
        return 0;
    }
    reset(unit);
    return unit;
}

EXPORTED void fmi2FreeInstance(fmi2Component c)
{
    if (c) free(((Unit *)c)->name);
    free(c);
}

EXPORTED fmi2Status fmi2SetDebugLogging(fmi2Component c, fmi2Boolean on, size_t count, const fmi2String categories[])
{
    (void)on, (void)count, (void)categories;
    return c ? fmi2OK : fmi2Error;
}

EXPORTED fmi2Status fmi2SetupExperiment(fmi2Component c, fmi2Boolean has_tolerance, fmi2Real tolerance, fmi2Real start,
                                        fmi2Boolean has_stop, fmi2Real stop)
{
    (void)has_tolerance, (void)tolerance, (void)has_stop, (void)stop;
    UNIT(c);
    unit->moving.start_s = start;
    return fmi2OK;
}

EXPORTED fmi2Status fmi2EnterInitializationMode(fmi2Component c) { return c ? fmi2OK : fmi2Error; }
EXPORTED fmi2Status fmi2ExitInitializationMode(fmi2Component c) { UNIT(c); unit->ready = 1; return fmi2OK; }
EXPORTED fmi2Status fmi2Terminate(fmi2Component c) { return c ? fmi2OK : fmi2Error; }
EXPORTED fmi2Status fmi2Reset(fmi2Component c) { UNIT(c); reset(unit); return fmi2OK; }

EXPORTED fmi2Status fmi2GetReal(fmi2Component c, const fmi2ValueReference at[], size_t count, fmi2Real values[])
{
    UNIT(c);
    for (size_t k = 0; k < count; k++) {
        if (at[k] == 0) values[k] = unit->moving.start_s + TICK_S * (double)unit->moving.ticks;
        else if (at[k] < FIRST_PARAMETER) values[k] = unit->moving.input[at[k] - FIRST_INPUT];
        else if (at[k] < FIRST_OUTPUT) values[k] = unit->moving.parameter[at[k] - FIRST_PARAMETER];
        else if (at[k] < FIRST_OUTPUT + OUTPUTS) values[k] = output(unit, (int)(at[k] - FIRST_OUTPUT));
        else return complain(unit, "there is no such variable"), fmi2Error;
    }
    return fmi2OK;
}

EXPORTED fmi2Status fmi2SetReal(fmi2Component c, const fmi2ValueReference at[], size_t count, const fmi2Real values[])
{
    UNIT(c);
    for (size_t k = 0; k < count; k++) {
        char sentence[200];
        if (at[k] < FIRST_INPUT || at[k] >= FIRST_OUTPUT) return complain(unit, "this variable cannot be set"), fmi2Error;
        int place = (int)(at[k] - FIRST_INPUT);
        if (!(values[k] >= body_low[place] && values[k] <= body_high[place])) {
            snprintf(sentence, sizeof sentence, "%s = %g is not allowed: %g to %g", body_name[place], values[k],
                     body_low[place], body_high[place]);
            return complain(unit, sentence), fmi2Error;
        }
        if (at[k] < FIRST_PARAMETER) unit->moving.input[place] = values[k];
        else unit->moving.parameter[at[k] - FIRST_PARAMETER] = values[k];
    }
    return fmi2OK;
}

EXPORTED fmi2Status fmi2GetInteger(fmi2Component c, const fmi2ValueReference at[], size_t count, fmi2Integer values[])
{
    UNIT(c);
    for (size_t k = 0; k < count; k++) {
        if (at[k] != MOVEMENT_REFERENCE) return complain(unit, "there is no such variable"), fmi2Error;
        values[k] = (fmi2Integer)unit->moving.movement;
    }
    return fmi2OK;
}

EXPORTED fmi2Status fmi2SetInteger(fmi2Component c, const fmi2ValueReference at[], size_t count, const fmi2Integer values[])
{
    UNIT(c);
    for (size_t k = 0; k < count; k++) {
        char sentence[100];
        if (at[k] != MOVEMENT_REFERENCE) return complain(unit, "there is no such variable"), fmi2Error;
        if (values[k] < 0 || values[k] >= MOVEMENTS) {
            snprintf(sentence, sizeof sentence, "movement = %d is not allowed: 0 to %d", values[k], MOVEMENTS - 1);
            return complain(unit, sentence), fmi2Error;
        }
        unit->moving.movement = values[k];
    }
    return fmi2OK;
}

static fmi2Status none(fmi2Component c, size_t count)
{
    UNIT(c);
    if (!count) return fmi2OK;
    return complain(unit, "the unit has no variable of this type"), fmi2Error;
}

EXPORTED fmi2Status fmi2GetBoolean(fmi2Component c, const fmi2ValueReference at[], size_t n, fmi2Boolean v[]) { (void)at, (void)v; return none(c, n); }
EXPORTED fmi2Status fmi2SetBoolean(fmi2Component c, const fmi2ValueReference at[], size_t n, const fmi2Boolean v[]) { (void)at, (void)v; return none(c, n); }
EXPORTED fmi2Status fmi2GetString(fmi2Component c, const fmi2ValueReference at[], size_t n, fmi2String v[]) { (void)at, (void)v; return none(c, n); }
EXPORTED fmi2Status fmi2SetString(fmi2Component c, const fmi2ValueReference at[], size_t n, const fmi2String v[]) { (void)at, (void)v; return none(c, n); }

EXPORTED fmi2Status fmi2GetFMUstate(fmi2Component c, fmi2FMUstate *state)
{
    UNIT(c);
    if (!*state) *state = malloc(sizeof(Moving));
    if (!*state) return complain(unit, "there is no memory for a state"), fmi2Error;
    memcpy(*state, &unit->moving, sizeof(Moving));
    return fmi2OK;
}

EXPORTED fmi2Status fmi2SetFMUstate(fmi2Component c, fmi2FMUstate state)
{
    UNIT(c);
    if (!state) return complain(unit, "there is no state to go back to"), fmi2Error;
    memcpy(&unit->moving, state, sizeof(Moving));
    return fmi2OK;
}

EXPORTED fmi2Status fmi2FreeFMUstate(fmi2Component c, fmi2FMUstate *state)
{
    (void)c;
    if (state) {
        free(*state);
        *state = 0;
    }
    return fmi2OK;
}

EXPORTED fmi2Status fmi2SerializedFMUstateSize(fmi2Component c, fmi2FMUstate state, size_t *size)
{
    (void)c, (void)state;
    *size = sizeof(Moving);
    return fmi2OK;
}

EXPORTED fmi2Status fmi2SerializeFMUstate(fmi2Component c, fmi2FMUstate state, fmi2Byte bytes[], size_t size)
{
    UNIT(c);
    if (size < sizeof(Moving)) return complain(unit, "the room for a state is too small"), fmi2Error;
    memcpy(bytes, state, sizeof(Moving));
    return fmi2OK;
}

EXPORTED fmi2Status fmi2DeSerializeFMUstate(fmi2Component c, const fmi2Byte bytes[], size_t size, fmi2FMUstate *state)
{
    UNIT(c);
    if (size != sizeof(Moving)) return complain(unit, "these bytes are no state of this unit"), fmi2Error;
    if (!*state) *state = malloc(sizeof(Moving));
    if (!*state) return complain(unit, "there is no memory for a state"), fmi2Error;
    memcpy(*state, bytes, sizeof(Moving));
    return fmi2OK;
}

EXPORTED fmi2Status fmi2GetDirectionalDerivative(fmi2Component c, const fmi2ValueReference u[], size_t nu,
                                                 const fmi2ValueReference k[], size_t nk, const fmi2Real du[], fmi2Real dv[])
{
    (void)u, (void)nu, (void)k, (void)nk, (void)du, (void)dv;
    UNIT(c);
    return complain(unit, "the unit has no derivatives"), fmi2Error;
}

EXPORTED fmi2Status fmi2SetRealInputDerivatives(fmi2Component c, const fmi2ValueReference at[], size_t n, const fmi2Integer order[], const fmi2Real v[]) { (void)at, (void)order, (void)v; return none(c, n); }
EXPORTED fmi2Status fmi2GetRealOutputDerivatives(fmi2Component c, const fmi2ValueReference at[], size_t n, const fmi2Integer order[], fmi2Real v[]) { (void)at, (void)order, (void)v; return none(c, n); }

EXPORTED fmi2Status fmi2DoStep(fmi2Component c, fmi2Real now, fmi2Real step, fmi2Boolean no_way_back)
{
    (void)no_way_back;
    UNIT(c);
    char sentence[160];
    double ticks = floor(step / TICK_S + 0.5), own = unit->moving.start_s + TICK_S * (double)unit->moving.ticks;
    if (!(ticks >= 1.0) || fabs(step - ticks * TICK_S) > 1e-9) {
        snprintf(sentence, sizeof sentence, "a step of %g s is not allowed: a multiple of %g s", step, TICK_S);
        return complain(unit, sentence), fmi2Error;
    }
    if (fabs(now - own) > 1e-6) {
        snprintf(sentence, sizeof sentence, "the master's time is %g s, and the unit stands at %g s", now, own);
        return complain(unit, sentence), fmi2Error;
    }
    for (double k = 0.0; k < ticks; k++) {
        take_inputs(unit);
        if (advance(PER_TICK, STEP_S, PER_TICK, BODY_POINTERS(unit)) != 0)
            return complain(unit, "a volume stopped being a number"), fmi2Error;
        unit->moving.ticks++;
    }
    return fmi2OK;
}

EXPORTED fmi2Status fmi2CancelStep(fmi2Component c) { return c ? fmi2OK : fmi2Error; }
EXPORTED fmi2Status fmi2GetStatus(fmi2Component c, int kind, fmi2Status *value) { (void)kind, (void)value; return c ? fmi2Discard : fmi2Error; }
EXPORTED fmi2Status fmi2GetRealStatus(fmi2Component c, int kind, fmi2Real *value)
{
    UNIT(c);
    if (kind != 2) return fmi2Discard; /* the last successful time */
    *value = unit->moving.start_s + TICK_S * (double)unit->moving.ticks;
    return fmi2OK;
}
EXPORTED fmi2Status fmi2GetIntegerStatus(fmi2Component c, int kind, fmi2Integer *value) { (void)kind, (void)value; return c ? fmi2Discard : fmi2Error; }
EXPORTED fmi2Status fmi2GetBooleanStatus(fmi2Component c, int kind, fmi2Boolean *value) { (void)kind, (void)value; return c ? fmi2Discard : fmi2Error; }
EXPORTED fmi2Status fmi2GetStringStatus(fmi2Component c, int kind, fmi2String *value) { (void)kind, (void)value; return c ? fmi2Discard : fmi2Error; }
