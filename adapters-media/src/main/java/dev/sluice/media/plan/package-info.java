/** What is to become of each stream: pure decisions, computable without any natives. */
package dev.sluice.media.plan;
