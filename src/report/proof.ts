/** Signed tokens about a score: compact JWS, which consist of letters, digits, `-`, `_` and dots. */
export interface SignedResult {
  readonly score: string;
  readonly certificate?: string;
}

const DOCUMENT = 'https://github.com/fivefold/fivefold/blob/main/docs/proof.md';

/** Folded away, for whoever wants to show the score to somebody else. Nothing where nothing was signed. */
export function proofDetails(signed: SignedResult | undefined): readonly string[] {
  if (!signed) return [];
  const { score, certificate } = signed;
  const what = certificate === undefined ? 'Proof of this score' : 'Proof of this score, and certificate';
  const intro =
    `Signed with the key of this exam, so that anyone can check it: save this comment as \`comment.md\`, and in a clone ` +
    `of the exam repository \`fivefold verify comment.md\` says what holds ([how](${DOCUMENT})).`;
  return [
    [
      '<details>',
      `<summary>${what}</summary>`,
      '',
      intro,
      '',
      ...block(score),
      ...(certificate === undefined ? [] : ['', CERTIFICATE, '', ...block(certificate)]),
      '',
      '</details>',
    ].join('\n'),
  ];
}

const CERTIFICATE =
  'The certificate, an Open Badges credential; `fivefold certificate comment.md` makes a picture of it:';

function block(token: string): readonly string[] {
  return ['```text', token, '```'];
}
