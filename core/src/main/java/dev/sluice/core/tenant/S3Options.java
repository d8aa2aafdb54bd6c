package dev.sluice.core.tenant;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * How requests to an S3 bucket differ from the usual ones. Immutable; its text form shows no
 * secret.
 *
 * @param sessionToken accompanies temporary keys
 * @param encryption the encryption that is requested for each object; empty for the bucket's own
 */
public record S3Options(
    Optional<Secret> sessionToken,
    AddressingStyle addressing,
    Optional<Encryption> encryption,
    Checksums checksums) {
  /** The options that suit most stores. */
  public static final S3Options USUAL =
      new S3Options(Optional.empty(), AddressingStyle.AUTO, Optional.empty(), Checksums.CRC32C);

  /** The longest session token; the usual ones have less than 2,000 characters. */
  private static final int LONGEST_TOKEN = 16_384;

  /** Where a request names the bucket. */
  public enum AddressingStyle {
    /** {@link #VIRTUAL} at stores that require or prefer it, else {@link #PATH}. */
    AUTO,

    /** In the path: {@code https://s3.example/bucket/key}. */
    PATH,

    /** In the host's name: {@code https://bucket.s3.example/key}. */
    VIRTUAL;

    /** The stores that require virtual-host style (Alibaba, Tencent) or discourage path style. */
    private static final String VIRTUAL_HOSTS =
        "(.*\\.)?(amazonaws\\.com|amazonaws\\.com\\.cn|aliyuncs\\.com|myqcloud\\.com)";

    /**
     * Checks that an endpoint permits this style.
     *
     * @throws IllegalArgumentException if it is an address
     */
    public void requireUsableAt(URI endpoint) {
      if (this == VIRTUAL && endpoint.getHost().matches("\\[.*]|[0-9.]+")) {
        throw new IllegalArgumentException(
            "The endpoint is an address, which needs path style: it has no name for the bucket");
      }
    }

    /** Returns whether the bucket is part of the host's name at this endpoint. */
    public boolean isVirtualAt(URI endpoint) {
      return this == VIRTUAL || (this == AUTO && endpoint.getHost().matches(VIRTUAL_HOSTS));
    }
  }

  /**
   * Server-side encryption.
   *
   * @param algorithm {@code AES256}, which is SSE-S3, or {@code aws:kms}, which is SSE-KMS
   * @param kmsKeyId the KMS key's id, ARN or alias; empty for the default key
   */
  public record Encryption(String algorithm, Optional<String> kmsKeyId) {
    /** Encryption with keys that the store manages. */
    public static final Encryption SSE_S3 = new Encryption("AES256", Optional.empty());

    /** Encryption with the default key of the account's key management service. */
    public static final Encryption SSE_KMS = new Encryption("aws:kms", Optional.empty());

    /**
     * @throws IllegalArgumentException with a sentence about what is invalid
     */
    public Encryption {
      if (!algorithm.equals("AES256") && !algorithm.equals("aws:kms")) {
        throw new IllegalArgumentException("expected AES256 or aws:kms");
      }
      if (kmsKeyId.isPresent() && !algorithm.equals("aws:kms")) {
        throw new IllegalArgumentException("only aws:kms takes the id of a KMS key");
      }
      if (!kmsKeyId.orElse("x").matches("[!-~]{1,2048}")) {
        throw new IllegalArgumentException("expected the id, ARN or alias of a KMS key");
      }
    }

    /** Returns encryption with this key of the account's key management service. */
    public static Encryption kms(String keyId) {
      return new Encryption("aws:kms", Optional.of(keyId));
    }
  }

  /** The header by which a store recognises a body that was changed on the way. */
  public enum Checksums {
    /** CRC32C; a store that rejects it by name gets {@link #MD5} from then on. */
    CRC32C,

    /** {@code Content-MD5}, which every store knows. */
    MD5,

    /** None, for a store that rejects both. Without TLS, the signature still covers the body. */
    NONE
  }

  /**
   * @throws IllegalArgumentException with a sentence about what is invalid
   */
  public S3Options {
    sessionToken = sessionToken.map(token -> sessionToken(token.reveal()));
    Objects.requireNonNull(addressing);
    Objects.requireNonNull(encryption);
    Objects.requireNonNull(checksums);
  }

  /**
   * Checks a session token, and removes surrounding spaces.
   *
   * @throws IllegalArgumentException with a sentence that does not repeat it
   */
  public static Secret sessionToken(String text) {
    String token = text.strip();
    if (!token.matches("[!-~]+") || token.length() > LONGEST_TOKEN) {
      throw new IllegalArgumentException(
          "A session token must have 1 to 16,384 visible characters of ASCII, and no space");
    }
    return Secret.of(token);
  }
}
