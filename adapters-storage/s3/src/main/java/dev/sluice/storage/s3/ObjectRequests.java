package dev.sluice.storage.s3;

import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.tenant.S3Options.Checksums;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.Http;
import io.minio.PutObjectAPIArgs;
import io.minio.UploadPartArgs;
import io.minio.messages.Part;
import java.util.Collection;

/**
 * The requests that upload one object. Pure.
 *
 * @param mark is stored with the object, so that its writer recognises it
 */
record ObjectRequests(S3Settings settings, String key, ContentType type, String mark) {
  /** The header of the mark. */
  static final String MARK = "x-amz-meta-sluice-write";

  private static final String ENCRYPTION = "x-amz-server-side-encryption";
  private static final String KMS_KEY = "x-amz-server-side-encryption-aws-kms-key-id";

  CreateMultipartUploadArgs begin(Checksums checksums) {
    Http.Headers headers = objectHeaders();
    if (checksums == Checksums.CRC32C) {
      headers.put("x-amz-checksum-algorithm", "CRC32C");
    }
    return CreateMultipartUploadArgs.builder()
        .bucket(settings.bucket())
        .region(settings.region())
        .object(key)
        .headers(headers)
        .build();
  }

  UploadPartArgs part(String uploadId, int number, PartBytes bytes, Checksums checksums) {
    return UploadPartArgs.builder()
        .bucket(settings.bucket())
        .region(settings.region())
        .object(key)
        .uploadId(uploadId)
        .partNumber(number)
        .headers(bodyHeaders(bytes, checksums))
        .buffer(bytes)
        .build();
  }

  CompleteMultipartUploadArgs complete(String uploadId, Collection<Part> parts, IfExists ifExists) {
    return CompleteMultipartUploadArgs.builder()
        .bucket(settings.bucket())
        .region(settings.region())
        .object(key)
        .extraHeaders(condition(ifExists))
        .uploadId(uploadId)
        .parts(parts.toArray(new Part[0]))
        .maxRetries(1)
        .build();
  }

  PutObjectAPIArgs put(PartBytes bytes, IfExists ifExists, Checksums checksums) {
    return PutObjectAPIArgs.builder()
        .bucket(settings.bucket())
        .region(settings.region())
        .object(key)
        .headers(
            Http.Headers.merge(objectHeaders(), bodyHeaders(bytes, checksums), condition(ifExists)))
        .contentType(type.value())
        .buffer(bytes)
        .build();
  }

  private Http.Headers objectHeaders() {
    Http.Headers headers = new Http.Headers(Http.Headers.CONTENT_TYPE, type.value(), MARK, mark);
    settings
        .encryption()
        .ifPresent(
            encryption -> {
              headers.put(ENCRYPTION, encryption.algorithm());
              encryption.kmsKeyId().ifPresent(id -> headers.put(KMS_KEY, id));
            });
    return headers;
  }

  private static Http.Headers condition(IfExists ifExists) {
    return ifExists == IfExists.FAIL ? new Http.Headers("If-None-Match", "*") : new Http.Headers();
  }

  // Given a hash and a checksum, the client computes neither. Its own checksum is ten times slower.
  private Http.Headers bodyHeaders(PartBytes bytes, Checksums checksums) {
    Http.Headers headers =
        new Http.Headers(
            Http.Headers.X_AMZ_CONTENT_SHA256,
            settings.wayIsSafe() ? "UNSIGNED-PAYLOAD" : bytes.sha256());
    switch (checksums) {
      case CRC32C -> {
        headers.put(Http.Headers.X_AMZ_SDK_CHECKSUM_ALGORITHM, "CRC32C");
        headers.put("x-amz-checksum-crc32c", bytes.crc32c());
      }
      case MD5 -> headers.put(Http.Headers.CONTENT_MD5, bytes.md5());
      case NONE -> {}
    }
    return headers;
  }
}
