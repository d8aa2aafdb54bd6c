/**
 * The requests, jobs, rules and ports of Sluice, and its front door. Requires nothing but {@code
 * java.base}: everything outside the process is reached through a port. The engine is not exported.
 */
module dev.sluice.core {
  requires static org.jspecify;

  exports dev.sluice.core;
  exports dev.sluice.core.batch;
  exports dev.sluice.core.failure;
  exports dev.sluice.core.guard;
  exports dev.sluice.core.job;
  exports dev.sluice.core.memory;
  exports dev.sluice.core.notification;
  exports dev.sluice.core.policy;
  exports dev.sluice.core.port.artifact;
  exports dev.sluice.core.port.media;
  exports dev.sluice.core.port.show;
  exports dev.sluice.core.port.store;
  exports dev.sluice.core.port.web;
  exports dev.sluice.core.request;
  exports dev.sluice.core.tenant;

  // Shared by Sluice's own modules, and not part of the public API.
  exports dev.sluice.core.media to
      dev.sluice.media.libav,
      dev.sluice.media.site,
      dev.sluice.media.web;
  exports dev.sluice.core.shared to
      dev.sluice.app,
      dev.sluice.http.api,
      dev.sluice.http.webhook,
      dev.sluice.media.site,
      dev.sluice.media.web,
      dev.sluice.shows,
      dev.sluice.storage.jdbc,
      dev.sluice.storage.s3;
}
