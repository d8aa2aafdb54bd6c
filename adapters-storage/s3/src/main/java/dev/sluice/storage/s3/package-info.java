/** Objects in S3 buckets, written as multipart uploads while they are made. */
@NullMarked
package dev.sluice.storage.s3;

import org.jspecify.annotations.NullMarked;
