/* Reads a body file of secondheart: named arrays and a header of JSON, little-endian, checksummed.

   One function opens, one finds an array; there is nothing to free but the bytes that were read.

       struct sh_body body;
       const char *wrong = sh_open(bytes, length, &body);     0, or a sentence
       const struct sh_array *volume = sh_find(&body, "state.volume");
       const double *values = sh_floats(&body, volume);

   For a processor that is little-endian, as all usual ones are. */
#ifndef SECONDHEART_BODY_H
#define SECONDHEART_BODY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SH_VERSION 1
#define SH_START 32

struct sh_array {
    char name[56];
    uint32_t kind; /* 1: double, 2: int64_t */
    uint32_t axes;
    uint64_t shape[3];
    uint64_t offset;
};

struct sh_body {
    const unsigned char *data; /* where the arrays begin */
    const struct sh_array *arrays;
    uint32_t count;
    const char *json; /* not ended by a zero */
    uint32_t json_length;
};

static inline uint32_t sh_crc32(const unsigned char *bytes, size_t length)
{
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int k = 0; k < 8; k++) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
    }
    return ~crc;
}

/* Returns 0 where the bytes are a body file of this version and whole, else a sentence. */
static inline const char *sh_open(const void *bytes, size_t length, struct sh_body *body)
{
    const unsigned char *at = (const unsigned char *)bytes;
    uint32_t version, checksum, count, json_length;
    uint64_t begin;
    if (length < SH_START || memcmp(at, "SHBODY\r\n", 8) != 0) return "not a body file: it does not begin as one";
    memcpy(&version, at + 8, 4);
    memcpy(&checksum, at + 12, 4);
    memcpy(&count, at + 16, 4);
    memcpy(&json_length, at + 20, 4);
    memcpy(&begin, at + 24, 8);
    if (version != SH_VERSION) return "a body file of another version; this program reads version 1";
    if (sh_crc32(at + SH_START, length - SH_START) != checksum)
        return "the body file is damaged: its checksum is not that of its bytes";
    body->arrays = (const struct sh_array *)(at + SH_START);
    body->count = count;
    body->json = (const char *)(at + SH_START + count * sizeof(struct sh_array));
    body->json_length = json_length;
    body->data = at + begin;
    return 0;
}

/* Returns an array by its name, 0 where there is none. */
static inline const struct sh_array *sh_find(const struct sh_body *body, const char *name)
{
    for (uint32_t k = 0; k < body->count; k++)
        if (strcmp(body->arrays[k].name, name) == 0) return &body->arrays[k];
    return 0;
}

static inline const double *sh_floats(const struct sh_body *body, const struct sh_array *array)
{
    return (const double *)(body->data + array->offset);
}

static inline const int64_t *sh_whole(const struct sh_body *body, const struct sh_array *array)
{
    return (const int64_t *)(body->data + array->offset);
}

#endif
