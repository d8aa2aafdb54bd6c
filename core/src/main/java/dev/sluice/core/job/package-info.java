/** What the system remembers of a request on its way. */
package dev.sluice.core.job;
