/* The step of the blood once more, in plain C: what `secondheart.engine` does, part by part, on the same arrays.
 *
 * Left out are the reflexes, the sensors, the values of each beat and the rims of cuffs, of which there are none here.
 * The structures and the constants, all in capitals, come before this text: step.py writes them from the layout
 * and from the laws, so that a place or a number has one home. `ivdep` promises the compiler, as ours is promised,
 * that no two arrays overlap. */

#include <math.h>

static inline double larger(double a, double b) { return a > b ? a : b; }
static inline double smaller(double a, double b) { return a < b ? a : b; }

static double look_up(const double *table, long size, double place)
{
    double at = place * (size - 1);
    if (at >= size - 1) return table[size - 1];
    long index = (long)at;
    return table[index] + (at - index) * (table[index + 1] - table[index]);
}

static void squeeze_heart(const Network *net, const Tables *tables, State *s)
{
    const double *clock = s->clock;
    long size = tables->contraction_size;
    double atrial = 1.5 * ATRIAL_SYSTOLE * sqrt(clock[BEAT_LENGTH]);
    double atria = look_up(tables->contraction, size, clock[BEAT_TIME] / atrial);
    double ventricles = look_up(tables->contraction, size, clock[VENTRICLE_TIME] / (1.5 * clock[VENTRICLE_SYSTOLE]));
    double strength = (1.0 + clock[CONTRACTILITY]) * (1.0 + net->person[CONTRACTILITY_RISE] * clock[EFFORT_NOW]);
    for (long i = 0; i < net->chambers; i++) {
        double full = net->atrial[i] ? net->systolic[i] : net->systolic[i] * strength;
        double share = net->atrial[i] ? atria : ventricles;
        double filled = s->volume[i] - net->unstressed[i], part = filled / net->filling[i], square = part * part;
        double relaxed = net->elastance[i] + net->taut[i] * square * square;
        double stiffness = relaxed + (full - relaxed) * share;
        if (net->atrial[i])
            stiffness *= net->unstressed[i] / larger(smaller(s->volume[i], net->unstressed[i]), 0.1 * net->unstressed[i]);
        s->transmural[i] = stiffness * filled;
    }
}

static void squeeze_muscles(const Command *command, State *s, double dt)
{
    long groups = s->muscle_size, places = command->muscle_size / groups - 1;
    double at = s->clock[MUSCLE_PHASE] * places;
    long index = (long)at;
    double rest = at - index, follow = dt / (LAG + dt);
    const double *now = command->muscle + index * groups, *next = now + groups;
#pragma GCC ivdep
    for (long g = 0; g < groups; g++)
        s->muscle[g] += follow * (now[g] + rest * (next[g] - now[g]) - s->muscle[g]);
}

static void press_surroundings(const Network *net, const Command *command, const Tables *tables, State *s, double dt)
{
    double lungs = look_up(tables->inflation, tables->inflation_size, s->clock[BREATH_PHASE]);
    double upright = net->person[CHEST_UPRIGHT] * s->height[net->vessels];
    long last = s->muscle_size;
    squeeze_muscles(command, s, dt);
    s->outside[AIR] = 0.0;
    s->outside[CHEST] = net->person[CHEST_BASE] + upright - command->now[CHEST_SWING] * lungs + s->muscle[last - 2];
    s->outside[BELLY] = net->person[BELLY_BASE] + command->now[BELLY_SWING] * lungs + s->muscle[last - 1];
    s->outside[SKULL] = net->person[SKULL_PRESSURE] - MMHG_PER_CM * s->height[net->head_veins];
    double heart = 0.0;
    for (long i = 0; i < net->chambers; i++) heart += s->volume[i];
    double beyond = larger(heart - net->person[PERICARDIUM_SLACK], 0.0) / net->person[PERICARDIUM_GIVE];
    s->outside[HEART] = s->outside[CHEST] + TOUCHING * beyond * beyond * beyond;
    for (long g = 0; g < last - 2; g++) s->outside[FIRST_MUSCLE + g] = s->muscle[g];
}

static inline double vein_pressure(double volume, double unstressed, double per_distending, double scale)
{
    double stretch = larger((volume - unstressed) * per_distending, 0.0);
    double y = smaller(stretch, FULLEST), y2 = y * y;
    double tangent = y * (_T0 + y2 * (_T1 + y2 * (_T2 + y2 * (_T3 + y2 * _T4)))) / (1.0 - y2);
    double full = scale * (tangent + (stretch - y) * 0.5 * M_PI * (1.0 + tangent * tangent));
    double ratio = unstressed / larger(smaller(volume, unstressed), VEIN_WALL_EMPTIEST * unstressed);
    return full + COLLAPSE_PRESSURE * (1.0 - ratio * sqrt(ratio));
}

static void press(const Network *net, State *s)
{
#pragma GCC ivdep
    for (long i = net->chambers; i < net->elastic; i++) {
        double ratio = net->unstressed[i] / larger(s->volume[i], VEIN_WALL_EMPTIEST * net->unstressed[i]);
        double flat = net->buckling[i] * (1.0 - ratio * sqrt(ratio));
        s->transmural[i] = larger(net->elastance[i] * (s->volume[i] - net->unstressed[i]), smaller(flat, 0.0));
    }
#pragma GCC ivdep
    for (long i = net->elastic; i < net->vessels; i++)
        s->transmural[i] = vein_pressure(s->volume[i], s->unstressed_now[i], net->per_distending[i], net->scale[i]);
#pragma GCC ivdep
    for (long i = 0; i < net->vessels; i++) {
        double around = net->transmission[i] * s->outside[net->surroundings[i]] + s->cuff[i];
        s->potential[i] = s->transmural[i] + around + MMHG_PER_CM * s->height[i];
    }
}

static inline double difference(const Network *net, const State *s, long e)
{
    return s->potential[net->tail[e]] - s->potential[net->head[e]];
}

static inline double valve_flow(double flow, double push, double free, double drag, double inertance, double loss,
                                double dt)
{
    double fitted = inertance * inertance * free / (inertance * free + 0.5 * dt * drag);
    double drive = fitted * flow + dt * push, linear = fitted * free + dt * drag;
    return 2.0 * drive * free / (linear + sqrt(linear * linear + 4.0 * dt * loss * fabs(drive)));
}

static void let_flow(const Network *net, State *s, double dt)
{
#pragma GCC ivdep
    for (long e = 0; e < net->plain; e++)
        s->flow[e] = s->carry[e] * s->flow[e] + s->push[e] * difference(net, s, e);
    for (long e = net->plain; e < net->instant; e++) {
        double push = difference(net, s, e), flow = s->flow[e];
        s->flow[e] = valve_flow(flow, push, 1.0, s->drag[e], net->inertance[e], net->loss[e], dt);
        if (s->flow[e] < 0.0) {
            double shut = larger(net->leak[e], TIGHTEST);
            s->flow[e] = valve_flow(flow, push, shut, s->drag[e], net->inertance[e], net->loss[e], dt);
        }
    }
    double opening_rate = net->person[OPENING_RATE], closing_rate = net->person[CLOSING_RATE];
#pragma GCC ivdep
    for (long e = net->instant; e < net->flows; e++) {
        double push = difference(net, s, e), opening = s->opening[e];
        double free = larger(net->leak[e] + opening * (1.0 - net->leak[e]), TIGHTEST);
        s->flow[e] = valve_flow(s->flow[e], push, free, s->drag[e], net->inertance[e], net->loss[e], dt);
        double open_by = dt * smaller(larger(net->pace[e] * push, 0.0) * opening_rate, FASTEST);
        double close_by = dt * smaller(larger(-net->pace[e] * push, 0.0) * closing_rate, FASTEST);
        s->opening[e] = opening + open_by * (1.0 - opening) - close_by * opening;
    }
}

static void move_blood(const Network *net, State *s, double dt)
{
    for (long e = 0; e < net->flows; e++) {
        double moved = (dt * s->flow[e] + ROUNDER) - ROUNDER;
        s->volume[net->tail[e]] -= moved;
        s->volume[net->head[e]] += moved;
    }
}

static double onwards(double phase, double by)
{
    return phase + by >= 1.0 ? phase + by - 1.0 : phase + by;
}

static void run_clocks(const Network *net, const Command *command, State *s, double dt)
{
    double *clock = s->clock, root = sqrt(clock[BEAT_LENGTH]), delay = ATRIOVENTRICULAR_DELAY * root;
    clock[BREATH_PHASE] = onwards(clock[BREATH_PHASE], dt * command->now[BREATH_RATE]);
    clock[MUSCLE_PHASE] = onwards(clock[MUSCLE_PHASE], dt * command->now[MUSCLE_RATE]);
    clock[BEAT_TIME] += dt;
    clock[VENTRICLE_TIME] += dt;
    if (!s->counts[VENTRICLE_STARTED] && clock[BEAT_TIME] >= delay) {
        clock[VENTRICLE_TIME] = clock[BEAT_TIME] - delay;
        clock[VENTRICLE_SYSTOLE] = root * net->person[SYSTOLE] * (1.0 - net->person[SYSTOLE_SHORTENED] * clock[EFFORT_NOW]);
        s->counts[VENTRICLE_STARTED] = 1;
    }
    if (clock[BEAT_TIME] >= clock[BEAT_LENGTH]) {
        clock[BEAT_TIME] -= clock[BEAT_LENGTH];
        clock[BEAT_LENGTH] = command->now[RR_IMPOSED];
        s->counts[VENTRICLE_STARTED] = 0;
    }
}

static double ramp(double step, double start, double steps)
{
    return step >= start + steps ? 1.0 : 0.5 * (1.0 - cos(M_PI * larger(step - start, 0.0) / steps));
}

static void take_posture(const Command *command, State *s)
{
    const double *now = command->now, *low = command->height_from, *high = command->height_to;
    double share = ramp(s->counts[STEP], now[RAMP_START], now[RAMP_STEPS]);
#pragma GCC ivdep
    for (long i = 0; i < s->height_size; i++) s->height[i] = low[i] + share * (high[i] - low[i]);
    double step = s->counts[STEP], start = now[CUFF_START], last = now[CUFF_STEPS];
    share = step >= start + last ? 1.0 : larger(step - start, 0.0) / last;
#pragma GCC ivdep
    for (long i = 0; i < s->cuff_size; i++)
        s->cuff[i] = command->cuff_from[i] + share * (command->cuff_to[i] - command->cuff_from[i]);
}

static void follow_filling(const Network *net, State *s, double dt)
{
#pragma GCC ivdep
    for (long i = net->elastic; i < net->vessels; i++) {
        double ratio = net->unstressed[i] / larger(s->volume[i], 0.01 * net->unstressed[i]);
        double steep = larger(ratio, 1.0);
        s->filling[i] = smaller(ratio * steep, LARGEST);
    }
#pragma GCC ivdep
    for (long e = 0; e < net->flows; e++) {
        double factor = 0.5 * (s->filling[net->tail_filling[e]] + s->filling[net->head_filling[e]]);
        s->drag[e] = net->resistance[e] * net->clamp[e] * s->tone[e] * factor;
    }
#pragma GCC ivdep
    for (long e = 0; e < net->plain; e++) {
        double inertance = net->inertance[e];
        double fitted = inertance * inertance / (inertance + 0.5 * dt * s->drag[e]);
        double whole = fitted + dt * s->drag[e];
        s->carry[e] = fitted / whole;
        s->push[e] = dt / whole;
    }
}

void advance(long steps, double dt, long per_tick, const Network *net, const Command *command, const Tables *tables,
             State *s)
{
    for (long done = 0; done < steps; done++) {
        if (s->counts[STEP] % per_tick == 0) {
            take_posture(command, s);
            follow_filling(net, s, dt);
        }
        squeeze_heart(net, tables, s);
        press_surroundings(net, command, tables, s, dt);
        press(net, s);
        let_flow(net, s, dt);
        move_blood(net, s, dt);
        s->counts[STEP]++;
        run_clocks(net, command, s, dt);
    }
}
