/* Callers by the hundred: a SIP caller over UDP that keeps N calls up at once, presses a key in each and measures.
 *
 * One thread, one epoll, one timer. What a call does and when stands in `turn`; what comes in, in `sip_in` and `rtp_in`.
 * Arrivals are stamped by the kernel (SO_TIMESTAMPNS), so the generator's own lateness is in none of the figures; it is
 * measured beside them, and a gap in the sound during which the generator itself stood still is counted apart.
 *
 * Callers come as they do: the first ones at random moments of one call's length, each later one an exponentially long
 * while after the one whose place he takes, so that now and then several ring at once. `--seed`: the same crowd again.
 *
 * The prompt that the key leads to is recognised by its own sound: `--marks` names, for each prompt that may come and
 * each law, 160 bytes of G.711 and how far behind the prompt's beginning they stand.
 *
 * RFC 3261 (INVITE, ACK, BYE, retransmission), RFC 3550 and 3551 (RTP), RFC 4733 (telephone-event).
 * It prints one line of JSON. Exit status 2: it could not run at all.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define MS 1000000LL
#define S 1000000000LL
#define FRAME_NS (20 * MS)
#define FRAME 160
#define MARK 160
#define EVENT_TYPE 101
#define UPDATES 7
#define ENDS 3
#define TONE_FRAMES 5
#define MAX_MARKS 64
#define KEPT_ARRIVALS 1024
#define LONGEST 65536
#define T1 (500 * MS)
#define T2 (4 * S)
#define PATIENCE (16 * S)
#define BETWEEN_CALLS (100 * MS) /* on average */
#define STALL (10 * MS)
#define STALLS 256
#define BUCKET_NS 10000LL
#define BUCKETS 500000
#define NEVER INT64_MAX

enum state { IDLE, INVITING, TALKING, ENDING, DONE };
enum keying { BY_EVENT, IN_BAND, BY_INFO };
enum law { A_LAW = 8, U_LAW = 0 };

struct mark {
    int law;
    int lead; /* samples between the beginning of the prompt and these bytes */
    unsigned char sound[MARK];
};

struct call {
    enum state state;
    int number, rtp, cseq, invite_cseq, law;
    int64_t due, resend_at, resend_after, give_up_at;
    bool provisional, heard, failed;
    char id[64], tag[24], branch[40], to[300], target[300], message[2400];
    int message_size;
    int64_t invited_rt, key_rt;
    struct sockaddr_in media;
    /* what we send */
    int64_t answered;
    int frames, key_step, bye_frame;
    uint16_t sequence;
    uint32_t timestamp, event_timestamp, ssrc;
    /* what we hear */
    bool any;
    uint16_t last_sequence;
    int64_t last_rt, arrivals[KEPT_ARRIVALS];
    uint64_t packets;
    unsigned char window[MARK + FRAME];
};

static struct {
    int calls, key_frame, tail_frames, patience_frames;
    enum keying keying;
    char key;
    int first_law;
    bool mixed_laws;
    struct sockaddr_in box;
    char host[64];
    const char *extension;
    int64_t seconds;
    uint64_t seed;
} options = {.seed = 1, .calls = 1, .key_frame = 150, .tail_frames = 100, .patience_frames = 300, .key = '1', .first_law = A_LAW, .extension = "100", .seconds = 20 * S};

static struct call *calls;
static struct mark marks[MAX_MARKS];
static int mark_count, sip, poller, timer, sip_port, made;
static int64_t stop_at, armed;
static unsigned char quiet[2][50][FRAME], tone[2][TONE_FRAMES][FRAME];

static struct {
    uint32_t spacing[BUCKETS], late[BUCKETS];
    uint64_t spacings, sends, received, lost, reordered, gaps40, gaps100, gaps40_unexplained;
    int64_t spacing_max, late_max, talked;
    double *invite_ms, *key_ms;
    int invites, keys, started, ok, refused, unanswered, cut, no_prompt, bye_lost, reinvites, room;
    struct { int64_t from, to; } stalls[STALLS];
    int stall_count;
} seen;

static int64_t now_on(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * S + t.tv_nsec;
}

static int64_t now(void) { return now_on(CLOCK_MONOTONIC); }
static int64_t wall(void) { return now_on(CLOCK_REALTIME); }

/* Of callers alone: what else is drawn by chance must not change when they come. */
static double chance(void) {
    static uint64_t state;
    if (!state) state = options.seed;
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return ((state >> 33) + 0.5) / 2147483648.0;
}

static int64_t until_next(void) { return (int64_t)(-log(chance()) * BETWEEN_CALLS); }

static void die(const char *why) {
    fprintf(stderr, "load: %s: %s\n", why, strerror(errno));
    exit(2);
}

/* ---- figures ---- */

static void count(uint32_t *histogram, int64_t ns) {
    int64_t bucket = ns / BUCKET_NS;
    histogram[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
}

static double part_of(const uint32_t *histogram, uint64_t all, double part) {
    uint64_t want = (uint64_t)ceil(all * part), sum = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++)
        if ((sum += histogram[bucket]) >= want && want) return (bucket + 0.5) * BUCKET_NS / 1e6;
    return 0;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void keep(double **list, int *size, double value) {
    if (*size >= seen.room) return;
    (*list)[(*size)++] = value;
}

static void show_ms(const char *name, double *list, int size) {
    if (!size) {
        printf("\"%s\": null, ", name);
        return;
    }
    qsort(list, size, sizeof *list, ascending);
    printf("\"%s\": {\"p50\": %.2f, \"p95\": %.2f, \"max\": %.2f}, ", name, list[(size - 1) / 2], list[(int)(0.95 * (size - 1))],
           list[size - 1]);
}

static void show(double run_s) {
    printf("{\"calls\": %d, \"started\": %d, \"ok\": %d, \"refused\": %d, \"unanswered\": %d, \"cut\": %d, \"no_prompt\": %d, "
           "\"bye_lost\": %d, \"reinvites\": %d, ",
           options.calls, seen.started, seen.ok, seen.refused, seen.unanswered, seen.cut, seen.no_prompt, seen.bye_lost, seen.reinvites);
    show_ms("invite_ms", seen.invite_ms, seen.invites);
    show_ms("key_ms", seen.key_ms, seen.keys);
    printf("\"spacing_ms\": {\"p50\": %.2f, \"p99\": %.2f, \"p999\": %.2f, \"max\": %.2f}, ",
           part_of(seen.spacing, seen.spacings, 0.5), part_of(seen.spacing, seen.spacings, 0.99),
           part_of(seen.spacing, seen.spacings, 0.999), seen.spacing_max / 1e6);
    printf("\"gaps_40\": %" PRIu64 ", \"gaps_40_unexplained\": %" PRIu64 ", \"gaps_100\": %" PRIu64 ", \"received\": %" PRIu64
           ", \"lost\": %" PRIu64 ", \"reordered\": %" PRIu64 ", ",
           seen.gaps40, seen.gaps40_unexplained, seen.gaps100, seen.received, seen.lost, seen.reordered);
    printf("\"late_ms\": {\"p99\": %.2f, \"max\": %.2f}, \"stalls\": %d, \"call_minutes\": %.3f, \"run_s\": %.2f}\n",
           part_of(seen.late, seen.sends, 0.99), seen.late_max / 1e6, seen.stall_count, seen.talked / 60e9, run_s);
}

/* A stretch in which we did not run though we wanted to: the machine's fault, or another's on the same machine. */
static void note_stall(int64_t late) {
    if (late < STALL) return;
    int64_t end = wall();
    seen.stalls[seen.stall_count++ % STALLS].from = end - late;
    seen.stalls[(seen.stall_count - 1) % STALLS].to = end;
}

static bool stood_still(int64_t from, int64_t to) {
    int many = seen.stall_count < STALLS ? seen.stall_count : STALLS;
    for (int i = 0; i < many; i++)
        if (seen.stalls[i].from < to && seen.stalls[i].to > from) return true;
    return false;
}

/* ---- sound ---- */

static unsigned char a_law(int pcm) {
    int sign = pcm >= 0 ? 0x80 : 0, cut = (pcm >= 0 ? pcm : ~pcm) >> 4, segment = 1;
    if (cut > 2047) cut = 2047;
    while (cut >> (segment + 4)) segment++;
    int code = cut < 16 ? cut : segment << 4 | (cut >> (segment - 1) & 15);
    return (code | sign) ^ 0x55;
}

static unsigned char u_law(int pcm) {
    int sign = pcm >= 0 ? 0x80 : 0, biased = ((pcm >= 0 ? pcm : ~pcm) >> 2) + 33, segment = 0;
    if (biased > 8191) biased = 8191;
    while (biased >> (segment + 6)) segment++;
    return (sign | segment << 4 | (biased >> (segment + 1) & 15)) ^ 0x7F;
}

static void make_sound(void) {
    static const char keys[] = "123A456B789C*0#D";
    static const double low[] = {697, 770, 852, 941}, high[] = {1209, 1336, 1477, 1633};
    int at = (int)(strchr(keys, options.key) - keys);
    for (int frame = 0; frame < 50; frame++)
        for (int i = 0; i < FRAME; i++) { /* a quiet room: noise at -60 dB */
            int pcm = (int)(random() % 65) - 32;
            quiet[0][frame][i] = a_law(pcm);
            quiet[1][frame][i] = u_law(pcm);
        }
    for (int n = 0; n < TONE_FRAMES * FRAME; n++) { /* each tone at -10 dBm0 */
        double t = 2 * M_PI * n / 8000;
        int pcm = (int)(7000 * (sin(t * low[at / 4]) + sin(t * high[at % 4])));
        tone[0][n / FRAME][n % FRAME] = a_law(pcm);
        tone[1][n / FRAME][n % FRAME] = u_law(pcm);
    }
}

/* ---- SIP ---- */

static void header_of(const char *message, const char *name, char *to, size_t room) {
    size_t length = strlen(name);
    *to = 0;
    for (const char *line = strstr(message, "\r\n"); line && line[2] != '\r'; line = strstr(line + 2, "\r\n"))
        if (!strncasecmp(line + 2, name, length) && line[2 + length] == ':') {
            const char *value = line + 3 + length, *end = strstr(value, "\r\n");
            while (*value == ' ') value++;
            if (end) snprintf(to, room, "%.*s", (int)(end - value), value);
            return;
        }
}

static void send_sip(const char *message, int size) {
    if (sendto(sip, message, size, 0, (struct sockaddr *)&options.box, sizeof options.box) < 0 && errno != EAGAIN) errno = 0;
}

static int description(const struct call *call, char *to, size_t room) {
    struct sockaddr_in at;
    socklen_t size = sizeof at;
    getsockname(call->rtp, (struct sockaddr *)&at, &size);
    int other = call->law == A_LAW ? U_LAW : A_LAW;
    bool events = options.keying == BY_EVENT;
    int length = snprintf(to, room,
                          "v=0\r\no=load %d 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %d RTP/AVP %d %d%s\r\n"
                          "a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n",
                          call->number, options.host, options.host, ntohs(at.sin_port), call->law, other, events ? " 101" : "");
    if (events) length += snprintf(to + length, room - length, "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n");
    return length + snprintf(to + length, room - length, "a=ptime:20\r\na=sendrecv\r\n");
}

static int request(struct call *call, const char *method, int cseq, const char *type, const char *body) {
    bool invite = !strcmp(method, "INVITE");
    if (strcmp(method, "ACK") || !*call->branch) snprintf(call->branch, sizeof call->branch, "z9hG4bK%08lx%08lx", random(), random());
    char extra[160] = "";
    if (body) snprintf(extra, sizeof extra, "Content-Type: %s\r\n", type);
    char to[320];
    if (invite) snprintf(to, sizeof to, "<sip:%s@%s>", options.extension, inet_ntoa(options.box.sin_addr));
    else snprintf(to, sizeof to, "%s", call->to);
    return snprintf(call->message, sizeof call->message,
                    "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s:%d;branch=%s;rport\r\nMax-Forwards: 70\r\n"
                    "From: <sip:+38067%07d@%s>;tag=%s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\n"
                    "Contact: <sip:load@%s:%d>\r\nUser-Agent: load\r\n%sContent-Length: %zu\r\n\r\n%s",
                    method, call->target, options.host, sip_port, call->branch, call->number, options.host, call->tag, to, call->id, cseq,
                    method, options.host, sip_port, extra, body ? strlen(body) : 0, body ? body : "");
}

static void ask(struct call *call, const char *method, const char *type, const char *body) {
    call->message_size = request(call, method, ++call->cseq, type, body);
    call->resend_after = T1;
    call->resend_at = now() + T1;
    call->give_up_at = now() + PATIENCE;
    send_sip(call->message, call->message_size);
}

static void acknowledge(struct call *call, bool refused) {
    char kept[sizeof call->message], branch[sizeof call->branch];
    int size = call->message_size;
    memcpy(kept, call->message, sizeof kept);
    memcpy(branch, call->branch, sizeof branch);
    if (!refused) *call->branch = 0; /* the ACK of a 2xx is a transaction of its own (RFC 3261, 13.2.2.4) */
    int length = request(call, "ACK", call->invite_cseq, NULL, NULL);
    send_sip(call->message, length);
    memcpy(call->message, kept, sizeof kept);
    memcpy(call->branch, branch, sizeof branch);
    call->message_size = size;
}

static void answer(const char *message, const char *status, const char *body) {
    char reply[4096], from[300], to[300], id[200], cseq[64];
    int length = snprintf(reply, sizeof reply, "SIP/2.0 %s\r\n", status);
    for (const char *line = strstr(message, "\r\n"); line && line[2] != '\r'; line = strstr(line + 2, "\r\n"))
        if (!strncasecmp(line + 2, "Via:", 4)) {
            const char *end = strstr(line + 2, "\r\n");
            length += snprintf(reply + length, sizeof reply - length, "%.*s\r\n", (int)(end - line - 2), line + 2);
        }
    header_of(message, "From", from, sizeof from);
    header_of(message, "To", to, sizeof to);
    header_of(message, "Call-ID", id, sizeof id);
    header_of(message, "CSeq", cseq, sizeof cseq);
    length += snprintf(reply + length, sizeof reply - length,
                       "From: %s\r\nTo: %s%s\r\nCall-ID: %s\r\nCSeq: %s\r\nContact: <sip:load@%s:%d>\r\n%sContent-Length: %zu\r\n\r\n%s", from,
                       to, strstr(to, "tag=") ? "" : ";tag=load", id, cseq, options.host, sip_port,
                       body ? "Content-Type: application/sdp\r\n" : "", body ? strlen(body) : 0, body ? body : "");
    send_sip(reply, length);
}

/* ---- a call ---- */

static void begin(struct call *call) {
    memset(call, 0, sizeof *call);
    call->state = INVITING;
    call->number = ++made;
    call->law = options.mixed_laws && call->number % 2 ? U_LAW : options.first_law;
    call->rtp = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    int on = 1;
    struct sockaddr_in any = {.sin_family = AF_INET};
    inet_pton(AF_INET, options.host, &any.sin_addr);
    if (call->rtp < 0 || setsockopt(call->rtp, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) ||
        bind(call->rtp, (struct sockaddr *)&any, sizeof any))
        die("a socket for RTP");
    struct epoll_event watch = {.events = EPOLLIN, .data.u32 = (uint32_t)(call - calls)};
    epoll_ctl(poller, EPOLL_CTL_ADD, call->rtp, &watch);
    snprintf(call->id, sizeof call->id, "%ld-%08lx@load", call - calls, random());
    snprintf(call->tag, sizeof call->tag, "%08lx", random());
    snprintf(call->target, sizeof call->target, "sip:%s@%s:%d", options.extension, inet_ntoa(options.box.sin_addr),
             ntohs(options.box.sin_port));
    call->sequence = random(), call->timestamp = random(), call->ssrc = random();
    char body[600];
    description(call, body, sizeof body);
    call->invite_cseq = 1;
    call->invited_rt = wall();
    ask(call, "INVITE", "application/sdp", body);
    seen.started++;
}

static void end(struct call *call) {
    if (call->answered) seen.talked += now() - call->answered;
    if (!call->failed) seen.ok++;
    close(call->rtp);
    call->state = IDLE;
    call->due = now() + until_next();
}

static void fail(struct call *call, int *reason) {
    if (!call->failed) (*reason)++;
    call->failed = true;
}

static bool take_description(struct call *call, const char *message) {
    const char *body = strstr(message, "\r\n\r\n");
    const char *audio = body ? strstr(body, "m=audio ") : NULL, *address = body ? strstr(body, "c=IN IP4 ") : NULL;
    int port, law;
    char host[32];
    if (!audio || !address || sscanf(audio, "m=audio %d RTP/AVP %d", &port, &law) != 2 || sscanf(address, "c=IN IP4 %31s", host) != 1)
        return false;
    call->media = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
    call->law = law;
    return inet_pton(AF_INET, host, &call->media.sin_addr) == 1 && (law == A_LAW || law == U_LAW);
}

static void answered(struct call *call, const char *message, int64_t arrived) {
    char contact[300];
    header_of(message, "Contact", contact, sizeof contact);
    header_of(message, "To", call->to, sizeof call->to);
    char *open = strchr(contact, '<'), *shut = strchr(contact, '>');
    if (open && shut) snprintf(call->target, sizeof call->target, "%.*s", (int)(shut - open - 1), open + 1);
    if (call->state == INVITING) {
        keep(&seen.invite_ms, &seen.invites, (arrived - call->invited_rt) / 1e6);
        call->state = TALKING;
        call->answered = call->due = now();
        call->bye_frame = options.key_frame + options.patience_frames;
        call->resend_at = NEVER;
        if (!take_description(call, message)) {
            fail(call, &seen.refused);
            call->bye_frame = 0;
        }
    }
    acknowledge(call, false);
}

static void sip_response(struct call *call, const char *message, int64_t arrived) {
    char cseq[64];
    int status = atoi(message + 8);
    header_of(message, "CSeq", cseq, sizeof cseq);
    if (strstr(cseq, "INVITE")) {
        if (status < 200) {
            call->provisional = true;
        } else if (status < 300) {
            answered(call, message, arrived);
        } else {
            header_of(message, "To", call->to, sizeof call->to);
            acknowledge(call, true);
            if (call->state == INVITING) {
                fail(call, &seen.refused);
                end(call);
            }
        }
    } else if (strstr(cseq, "BYE") && call->state == ENDING && status >= 200) {
        end(call);
    } else if (strstr(cseq, "INFO") && status >= 200) {
        call->resend_at = NEVER;
    }
}

static void sip_request(struct call *call, const char *message) {
    char body[600];
    if (!strncmp(message, "ACK ", 4)) return;
    if (!strncmp(message, "OPTIONS ", 8)) {
        answer(message, "200 OK", NULL);
    } else if (!call || call->state == IDLE || call->state == DONE) {
        answer(message, "481 Call/Transaction Does Not Exist", NULL);
    } else if (!strncmp(message, "BYE ", 4)) {
        answer(message, "200 OK", NULL);
        if (call->state == TALKING) {
            fail(call, &seen.cut);
            end(call);
        }
    } else if (!strncmp(message, "INVITE ", 7) || !strncmp(message, "UPDATE ", 7)) {
        seen.reinvites++;
        if (strstr(message, "m=audio ")) take_description(call, message);
        description(call, body, sizeof body);
        answer(message, "200 OK", body);
    } else {
        answer(message, "501 Not Implemented", NULL);
    }
}

static void sip_in(const char *message, int64_t arrived) {
    char id[200];
    header_of(message, "Call-ID", id, sizeof id);
    int slot = atoi(id);
    struct call *call = slot >= 0 && slot < options.calls && !strcmp(calls[slot].id, id) ? &calls[slot] : NULL;
    if (strncmp(message, "SIP/2.0 ", 8)) sip_request(call, message);
    else if (call && call->state != IDLE && call->state != DONE) sip_response(call, message, arrived);
}

/* ---- RTP ---- */

static void send_rtp(struct call *call, int kind, uint32_t timestamp, const void *payload, int size) {
    unsigned char packet[12 + FRAME] = {0x80, kind, call->sequence >> 8, call->sequence & 255};
    uint32_t words[2] = {htonl(timestamp), htonl(call->ssrc)};
    memcpy(packet + 4, words, 8);
    memcpy(packet + 12, payload, size);
    call->sequence++;
    if (sendto(call->rtp, packet, 12 + size, 0, (struct sockaddr *)&call->media, sizeof call->media) < 0) errno = 0;
}

static void press_by_event(struct call *call) {
    static const char codes[] = "0123456789*#ABCD";
    int step = call->key_step++, updates = step < UPDATES ? step + 1 : UPDATES;
    if (!step) call->event_timestamp = call->timestamp;
    unsigned char event[4] = {strchr(codes, options.key) - codes, (step >= UPDATES ? 0x80 : 0) | 10, updates * FRAME >> 8,
                              updates * FRAME & 255};
    if (!step) call->key_rt = wall();
    send_rtp(call, EVENT_TYPE | (step ? 0 : 0x80), call->event_timestamp, event, sizeof event);
}

static void press_by_info(struct call *call) {
    char body[64];
    snprintf(body, sizeof body, "Signal=%c\r\nDuration=160\r\n", options.key);
    call->key_step = 1;
    call->key_rt = wall();
    ask(call, "INFO", "application/dtmf-relay", body);
}

static void send_frame(struct call *call) {
    bool pressing = call->frames >= options.key_frame;
    const unsigned char *sound = quiet[call->law != A_LAW][(call->number + call->frames) % 50];
    call->timestamp += FRAME;
    if (pressing && options.keying == BY_EVENT && call->key_step < UPDATES + ENDS) {
        press_by_event(call);
        return;
    }
    if (pressing && options.keying == BY_INFO && !call->key_step) press_by_info(call);
    if (pressing && options.keying == IN_BAND && call->key_step < TONE_FRAMES) {
        if (!call->key_step) call->key_rt = wall();
        sound = tone[call->law != A_LAW][call->key_step++];
    }
    send_rtp(call, call->law | (call->frames ? 0 : 0x80), call->timestamp, sound, FRAME);
}

/* The window holds the last frames heard; a mark may begin anywhere in them. */
static void look_for_prompt(struct call *call, const unsigned char *payload) {
    memmove(call->window, call->window + FRAME, MARK);
    memcpy(call->window + MARK, payload, FRAME);
    if (call->heard || !call->key_rt) return;
    for (int i = 0; i < mark_count; i++) {
        unsigned char *at = marks[i].law == call->law ? memmem(call->window, sizeof call->window, marks[i].sound, MARK) : NULL;
        if (!at) continue;
        int64_t position = (int64_t)call->packets * FRAME + (at - call->window) - MARK;
        int64_t first = (position - marks[i].lead) / FRAME;
        call->heard = true;
        call->bye_frame = call->frames + options.tail_frames;
        if (first >= 0 && (int64_t)call->packets - first < KEPT_ARRIVALS)
            keep(&seen.key_ms, &seen.keys, (call->arrivals[first % KEPT_ARRIVALS] - call->key_rt) / 1e6);
        return;
    }
}

static void measure_spacing(struct call *call, uint16_t sequence, int64_t arrived) {
    int16_t step = (int16_t)(sequence - call->last_sequence);
    if (step <= 0) {
        seen.reordered++;
        return;
    }
    seen.lost += step - 1;
    if (step == 1) {
        int64_t gap = arrived - call->last_rt, off = llabs(gap - FRAME_NS);
        count(seen.spacing, off);
        seen.spacings++;
        if (off > seen.spacing_max) seen.spacing_max = off;
        seen.gaps40 += gap > 40 * MS;
        seen.gaps100 += gap > 100 * MS;
        seen.gaps40_unexplained += gap > 40 * MS && !stood_still(call->last_rt, arrived);
    }
}

static void rtp_in(struct call *call, const unsigned char *packet, int size, int64_t arrived) {
    if (call->state != TALKING || size != 12 + FRAME || (packet[1] & 127) != call->law) return;
    uint16_t sequence = packet[2] << 8 | packet[3];
    if (call->any) measure_spacing(call, sequence, arrived);
    if (!call->any || (int16_t)(sequence - call->last_sequence) > 0) call->last_sequence = sequence, call->last_rt = arrived;
    call->any = true;
    call->arrivals[call->packets % KEPT_ARRIVALS] = arrived;
    look_for_prompt(call, packet + 12);
    call->packets++;
    seen.received++;
}

/* ---- time ---- */

static void talk(struct call *call, int64_t time) {
    int64_t deadline = call->answered + call->frames * FRAME_NS;
    if (call->resend_at <= time) { /* an INFO */
        send_sip(call->message, call->message_size);
        call->resend_at = time + (call->resend_after *= 2);
    }
    if (deadline > time) return;
    count(seen.late, time - deadline);
    seen.sends++;
    if (time - deadline > seen.late_max) seen.late_max = time - deadline;
    if (call->frames < call->bye_frame) {
        send_frame(call);
        call->frames++;
        return;
    }
    if (!call->heard) fail(call, &seen.no_prompt);
    call->state = ENDING;
    ask(call, "BYE", NULL, NULL);
}

static void wait_for_answer(struct call *call, int64_t time) {
    if (call->give_up_at <= time) {
        fail(call, call->state == ENDING ? &seen.bye_lost : &seen.unanswered);
        end(call);
    } else if (call->resend_at <= time) {
        if (call->state == ENDING || !call->provisional) send_sip(call->message, call->message_size);
        call->resend_after = call->resend_after * 2 > T2 ? T2 : call->resend_after * 2;
        call->resend_at = time + call->resend_after;
    }
}

static void turn(struct call *call, int64_t time) {
    switch (call->state) {
    case IDLE:
        if (call->due > time) break;
        if (time < stop_at) begin(call);
        else call->state = DONE;
        break;
    case TALKING:
        talk(call, time);
        break;
    case INVITING:
    case ENDING:
        wait_for_answer(call, time);
        break;
    case DONE:
        break;
    }
}

static int64_t due(const struct call *call) {
    int64_t frame = call->answered + call->frames * FRAME_NS;
    switch (call->state) {
    case IDLE: return call->due;
    case TALKING: return call->resend_at < frame ? call->resend_at : frame;
    case INVITING:
    case ENDING: return call->resend_at < call->give_up_at ? call->resend_at : call->give_up_at;
    default: return NEVER;
    }
}

static int64_t turn_all(void) {
    int64_t first = NEVER;
    for (int i = 0; i < options.calls; i++) {
        int64_t time = now();
        while (calls[i].state != DONE && due(&calls[i]) <= time) turn(&calls[i], time);
        if (due(&calls[i]) < first) first = due(&calls[i]);
    }
    return first;
}

static void read_socket(int fd, struct call *call) {
    static unsigned char packet[LONGEST];
    char control[256];
    struct iovec part = {packet, sizeof packet - 1};
    for (;;) {
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        ssize_t size = recvmsg(fd, &message, MSG_DONTWAIT);
        if (size < 0) {
            if (errno == EAGAIN || errno == EBADF) return;
            continue; /* an ICMP error of an earlier datagram */
        }
        int64_t arrived = wall();
        for (struct cmsghdr *part_of = CMSG_FIRSTHDR(&message); part_of; part_of = CMSG_NXTHDR(&message, part_of))
            if (part_of->cmsg_level == SOL_SOCKET && part_of->cmsg_type == SCM_TIMESTAMPNS) {
                struct timespec stamp;
                memcpy(&stamp, CMSG_DATA(part_of), sizeof stamp);
                arrived = stamp.tv_sec * S + stamp.tv_nsec;
            }
        packet[size] = 0;
        if (call) rtp_in(call, packet, (int)size, arrived);
        else sip_in((char *)packet, arrived);
    }
}

static void run(void) {
    struct epoll_event events[512];
    for (;;) {
        armed = turn_all();
        if (armed == NEVER) return;
        struct itimerspec when = {.it_value = {armed / S, armed % S}};
        timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
        int many = epoll_wait(poller, events, 512, -1);
        if (now() > armed) note_stall(now() - armed);
        for (int i = 0; i < many; i++) {
            uint32_t which = events[i].data.u32;
            uint64_t expired;
            if (which == UINT32_MAX) {
                if (read(timer, &expired, sizeof expired) < 0 && errno != EAGAIN) die("the timer");
            } else if (which == UINT32_MAX - 1) {
                read_socket(sip, NULL);
            } else if (calls[which].state != IDLE && calls[which].state != DONE) {
                read_socket(calls[which].rtp, &calls[which]);
            }
        }
    }
}

/* ---- set-up ---- */

static void read_marks(const char *path) {
    FILE *file = fopen(path, "r");
    char hex[2 * MARK + 1];
    if (!file) die(path);
    while (mark_count < MAX_MARKS && fscanf(file, "%d %d %320s", &marks[mark_count].law, &marks[mark_count].lead, hex) == 3) {
        for (int i = 0; i < MARK; i++) {
            unsigned value = 0;
            if (sscanf(hex + 2 * i, "%2x", &value) != 1) die("a mark is too short");
            marks[mark_count].sound[i] = value;
        }
        mark_count++;
    }
    fclose(file);
}

static void read_options(int argc, char **argv) {
    static const struct option known[] = {{"box", 1, 0, 'b'},  {"host", 1, 0, 'h'}, {"calls", 1, 0, 'n'}, {"seconds", 1, 0, 's'},
                                          {"key", 1, 0, 'k'},  {"key-after", 1, 0, 'a'}, {"tail", 1, 0, 't'}, {"keying", 1, 0, 'd'},
                                          {"law", 1, 0, 'l'},  {"marks", 1, 0, 'm'}, {"extension", 1, 0, 'e'},
                                          {"patience", 1, 0, 'p'}, {"seed", 1, 0, 'r'}, {0}};
    char box[64] = "";
    int port = 5060;
    snprintf(options.host, sizeof options.host, "127.0.0.1");
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) switch (option) {
        case 'b': if (sscanf(optarg, "%63[^:]:%d", box, &port) < 1) exit(2); break;
        case 'h': snprintf(options.host, sizeof options.host, "%s", optarg); break;
        case 'n': options.calls = atoi(optarg); break;
        case 's': options.seconds = (int64_t)(atof(optarg) * S); break;
        case 'k': options.key = *optarg; break;
        case 'a': options.key_frame = (int)(atof(optarg) * 50); break;
        case 't': options.tail_frames = (int)(atof(optarg) * 50); break;
        case 'd': options.keying = !strcmp(optarg, "inband") ? IN_BAND : !strcmp(optarg, "info") ? BY_INFO : BY_EVENT; break;
        case 'l': options.first_law = !strcmp(optarg, "u") ? U_LAW : A_LAW, options.mixed_laws = !strcmp(optarg, "mixed"); break;
        case 'm': read_marks(optarg); break;
        case 'p': options.patience_frames = (int)(atof(optarg) * 50); break;
        case 'r': options.seed = strtoull(optarg, NULL, 10); break;
        case 'e': options.extension = optarg; break;
        default: exit(2);
        }
    options.box = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
    if (inet_pton(AF_INET, box, &options.box.sin_addr) != 1 || options.calls < 1 || !mark_count || !strchr("0123456789*#", options.key)) {
        fprintf(stderr, "load --box ADDRESS:PORT --marks FILE [--calls N] [--seconds S] [--key K] [--key-after S] [--tail S] "
                        "[--keying event|inband|info] [--law a|u|mixed] [--host ADDRESS] [--extension E] [--patience S] [--seed N]\n");
        exit(2);
    }
}

static void open_sockets(void) {
    int on = 1, buffer = 4 << 20;
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof at;
    inet_pton(AF_INET, options.host, &at.sin_addr);
    sip = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    poller = epoll_create1(0);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    setsockopt(sip, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    if (setsockopt(sip, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) || bind(sip, (struct sockaddr *)&at, sizeof at) ||
        getsockname(sip, (struct sockaddr *)&at, &size))
        die("a socket for SIP");
    sip_port = ntohs(at.sin_port);
    struct epoll_event ticks = {.events = EPOLLIN, .data.u32 = UINT32_MAX}, messages = {.events = EPOLLIN, .data.u32 = UINT32_MAX - 1};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, timer, &ticks) || epoll_ctl(poller, EPOLL_CTL_ADD, sip, &messages)) die("epoll");
}

int main(int argc, char **argv) {
    srandom((unsigned)now());
    read_options(argc, argv);
    make_sound();
    open_sockets();
    calls = calloc(options.calls, sizeof *calls);
    seen.room = 1000 + options.calls * (int)(options.seconds / S + 1);
    seen.invite_ms = calloc(seen.room, sizeof(double));
    seen.key_ms = calloc(seen.room, sizeof(double));
    int64_t began = now(), one_call = (options.key_frame + options.tail_frames) * FRAME_NS;
    stop_at = began + options.seconds;
    for (int i = 0; i < options.calls; i++) calls[i].due = began + (int64_t)(one_call * chance());
    run();
    show((now() - began) / 1e9);
    return 0;
}
