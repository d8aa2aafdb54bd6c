package dev.sluice.core;

import dev.sluice.core.engine.EnginePorts;
import dev.sluice.core.engine.show.ShowExpansions;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.SourceUrl;
import java.util.ArrayList;
import java.util.List;

/** Checks requests against the rules and against the adapters of this Sluice. Thread-safe. */
final class RequestValidator {
  private final EnginePorts ports;
  private final ShowExpansions expansions;

  RequestValidator(EnginePorts ports, ShowExpansions expansions) {
    this.ports = ports;
    this.expansions = expansions;
  }

  /** Returns a violation for each rule that the request breaks. */
  List<InvalidRequestException.Violation> violations(JobRequest request) {
    List<InvalidRequestException.Violation> violations =
        new ArrayList<>(request.violations(ports.transcoder().capabilities()));
    if (request.webhook().isPresent() && ports.notifier().isEmpty()) {
      violations.add(
          new InvalidRequestException.Violation(
              RequestField.WEBHOOK, "This Sluice has no notifier, so it cannot call a webhook"));
    }
    if (!isShow(request.url()) && !ports.fetchers().handle(request.url())) {
      violations.add(
          new InvalidRequestException.Violation(
              RequestField.URL, "No fetcher here knows how to open " + request.url()));
    }
    return List.copyOf(violations);
  }

  /** Returns the violations of one of several requests; a show is a violation there. */
  List<InvalidRequestException.Violation> violationsAmongOthers(JobRequest request) {
    List<InvalidRequestException.Violation> violations = new ArrayList<>(violations(request));
    if (isShow(request.url())) {
      violations.add(
          new InvalidRequestException.Violation(
              RequestField.URL,
              "This is a show, and each of several jobs fetches one file; send the show alone, or"
                  + " give the URL of an episode's media"));
    }
    return List.copyOf(violations);
  }

  /**
   * Returns normally if the request breaks no rule.
   *
   * @throws InvalidRequestException with a violation for each rule that it breaks
   */
  void check(JobRequest request) {
    List<InvalidRequestException.Violation> violations = violations(request);
    if (!violations.isEmpty()) {
      throw new InvalidRequestException(violations);
    }
  }

  /** Returns whether an expander recognises this URL as a show's, by its text. */
  boolean isShow(SourceUrl url) {
    return expansions.isShow(ShowQuery.of(url));
  }

  /**
   * Returns normally if all requests are valid.
   *
   * @throws InvalidRequestException with a violation for each rule that each of them breaks
   */
  void checkAll(List<JobRequest> requests) {
    List<InvalidRequestException.Violation> broken = new ArrayList<>();
    for (int index = 0; index < requests.size(); index++) {
      for (InvalidRequestException.Violation one : violationsAmongOthers(requests.get(index))) {
        broken.add(one.ofRequest(index));
      }
    }
    if (!broken.isEmpty()) {
      throw new InvalidRequestException(broken);
    }
  }
}
