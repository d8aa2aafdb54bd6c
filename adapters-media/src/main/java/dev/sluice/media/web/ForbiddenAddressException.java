package dev.sluice.media.web;

import java.net.UnknownHostException;

/**
 * The guard said no. An {@link UnknownHostException} since that is what a resolver may throw; it
 * tells the host and not the address, so that nobody learns what a private name leads to.
 */
final class ForbiddenAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  ForbiddenAddressException(String host) {
    super(host);
  }
}
