/**
 * Objects in an S3 bucket, by minio-java.
 *
 * <p>An object is streamed as a multipart upload while it is written: the parts that cover its head
 * are held back, all later ones go out at once, a few at a time, and the held ones follow at the
 * commit. What fits into one part goes out in one request. Nothing lies on our disk.
 *
 * <p>The key needs {@code s3:PutObject}, {@code s3:GetObject}, {@code s3:DeleteObject} and {@code
 * s3:AbortMultipartUpload} on the objects, {@code s3:ListBucket} on the bucket (without it a
 * missing object is told apart from a forbidden one by nobody), and {@code
 * s3:ListBucketMultipartUploads} for sweeping. A process that is killed leaves its unfinished
 * uploads behind: {@link dev.sluice.storage.objects.s3.S3ArtifactStore#sweepUnfinished} removes
 * them, and so does a lifecycle rule of the bucket.
 *
 * <p>Nobody retries here: a request is sent once (again only if a kept connection turns out to be
 * dead before the store has answered anything), and a job is tried again by the {@code
 * RetryPolicy}. The one exception is giving up an upload, which is asked for twice, and once more
 * with the next object.
 */
package dev.sluice.storage.objects.s3;
