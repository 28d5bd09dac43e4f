import { type OpenQuestions, OUR_CHOICES } from "../../../emulator";

type Choices = { -readonly [Name in keyof OpenQuestions]: OpenQuestions[Name] };

/** The local server with every question that the documents leave open answered the other way. */
export const OPPOSITE_CHOICES: Partial<Choices> = {
  missingTarget: other("MissingArgument", "InvalidArgument", OUR_CHOICES.missingTarget),
  plusInTarget: other("plus", "space", OUR_CHOICES.plusInTarget),
  returnedTargetHex: other("lower", "upper", OUR_CHOICES.returnedTargetHex),
  returnedTargetUnencoded: OUR_CHOICES.returnedTargetUnencoded === "" ? "/!'()*" : "",
  linkSize: other("zero", "target-name", OUR_CHOICES.linkSize),
  storageClassReadThrough: other("link", "target", OUR_CHOICES.storageClassReadThrough),
  getSymlinkContentHeaders: !OUR_CHOICES.getSymlinkContentHeaders,
  getSymlinkOfMarker: other("MethodNotAllowed", "NoSuchKey", OUR_CHOICES.getSymlinkOfMarker),
  versionIdWithoutVersioning: other("refused", "null-accepted", OUR_CHOICES.versionIdWithoutVersioning),
  deleteOfMissingVersion: other("no-content", "NoSuchVersion", OUR_CHOICES.deleteOfMissingVersion),
  aclOfMarker: other("NoSuchKey", "MethodNotAllowed", OUR_CHOICES.aclOfMarker),
  invalidTargetName: other("InvalidObjectName", "InvalidArgument", OUR_CHOICES.invalidTargetName),
  tooManyTags: other("InvalidTag", "InvalidArgument", OUR_CHOICES.tooManyTags),
  targetIsMarker: other("SymlinkTargetNotExist", "NoSuchKey", OUR_CHOICES.targetIsMarker),
  putSymlinkKeepsTagsAndAcl: !OUR_CHOICES.putSymlinkKeepsTagsAndAcl,
  etagOfPutDiffers: !OUR_CHOICES.etagOfPutDiffers,
};

function other<Choice>(one: Choice, another: Choice, ours: unknown): Choice {
  return one === ours ? another : one;
}
