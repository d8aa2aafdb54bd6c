package dev.sluice.storage.s3.credentials;

import java.util.Optional;

/**
 * A role that other credentials assume by STS.
 *
 * @param arn such as {@code arn:aws:iam::123456789012:role/sluice}
 * @param externalId what the role's trust policy may require
 */
public record AssumedRole(String arn, Optional<String> externalId) {
  /**
   * @throws IllegalArgumentException with a sentence about what is invalid
   */
  public AssumedRole {
    if (!arn.matches("[!-~]{1,2048}")) {
      throw new IllegalArgumentException(
          "expected the ARN of a role, such as arn:aws:iam::123456789012:role/sluice");
    }
    if (!externalId.orElse("xx").matches("[\\w+=,.@:/-]{2,1224}")) {
      throw new IllegalArgumentException(
          "expected an external id of 2 to 1,224 letters, digits and +=,.@:/-");
    }
  }
}
