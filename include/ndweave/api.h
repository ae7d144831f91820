/* api.h - the three marks every public declaration carries. Nothing to configure. */
#ifndef NDW_API_H
#define NDW_API_H

#define NDW_API __attribute__((visibility("default")))   /* part of the library's ABI        */
#define NDW_CALL NDW_API __attribute__((warn_unused_result)) /* ... and its status must be read */

#ifdef __cplusplus
#define NDW_BEGIN_C extern "C" {
#define NDW_END_C }
#else
#define NDW_BEGIN_C
#define NDW_END_C
#endif

#endif
