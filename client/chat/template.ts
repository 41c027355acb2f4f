/** A copy of what a `<template>` of the page holds. */
export function copyOf(templateId: string): HTMLElement {
  const template = document.getElementById(templateId) as HTMLTemplateElement
  return template.content.firstElementChild!.cloneNode(true) as HTMLElement
}
