/** The one door to the web: requests that are guarded at the address that is dialled. */
package dev.sluice.media.web;
