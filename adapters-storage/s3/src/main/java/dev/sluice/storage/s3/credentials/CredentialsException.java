package dev.sluice.storage.s3.credentials;

import java.io.IOException;

/**
 * Credentials cannot be had now. The message is a sentence that says which ways were tried and why
 * each failed, without secrets.
 */
public final class CredentialsException extends IOException {
  private static final long serialVersionUID = 1L;

  public CredentialsException(String sentence) {
    super(sentence);
  }
}
