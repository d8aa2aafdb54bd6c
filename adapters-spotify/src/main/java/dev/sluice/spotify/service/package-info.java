/** Asking services for JSON: within a time, at a pace, and bounded. */
package dev.sluice.spotify.service;
