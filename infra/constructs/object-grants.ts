import { Validations } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { KEY_ALIAS_PREFIX, REGION } from './names.ts';
import type { Shelf } from './shelf.ts';
import type { Grant, StepFunction } from './step-function.ts';

/** Permits `actions` on every object of a shelf. */
const onObjects = (shelf: Shelf, step: StepFunction, actions: readonly string[]): void => {
  step.addEnvironment(shelf.variable, shelf.bucketName);
  step.permit(actions, [shelf.objectsArn]);
  Validations.of(step.role ?? step).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${exportNameOf(shelf, step)}/*]`,
    reason: `Objects are named by ids that are made at run time; what is granted are single actions in the one bucket ${shelf.node.id}`,
  });
};

const onBucket = (shelf: Shelf, step: StepFunction, actions: readonly string[]): void => {
  step.addEnvironment(shelf.variable, shelf.bucketName);
  step.permit(actions, [shelf.arn]);
};

/** S3 uses an object's KMS key in the caller's name. */
const useKeys = (keys: readonly Key[], step: StepFunction, action: string): void =>
  step.permit(
    [action],
    keys.map(({ keyArn }) => keyArn),
    { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } },
  );

/** Gets objects, and lists them: without the right to list, S3 answers "forbidden" where nothing lies. */
export const readObjects =
  (...shelves: readonly Shelf[]): Grant =>
  (step) => {
    for (const shelf of shelves) {
      onObjects(shelf, step, ['s3:GetObject', 's3:GetObjectVersion']);
      onBucket(shelf, step, ['s3:ListBucket']);
      // Under the system's key lies mail that nobody has read yet.
      useKeys([shelf.keys.system, ...shelf.keys.municipal], step, 'kms:Decrypt');
    }
  };

/** Puts objects under a municipality's key. Nothing is overwritten for good: shelves are versioned. */
export const putObjects =
  (...shelves: readonly Shelf[]): Grant =>
  (step) => {
    step.addEnvironment('KEY_ALIAS_PREFIX', KEY_ALIAS_PREFIX);
    for (const shelf of shelves) {
      onObjects(shelf, step, ['s3:PutObject']);
      useKeys(shelf.keys.municipal, step, 'kms:GenerateDataKey');
    }
  };

/** Lists versions, markers and unfinished uploads: what an inventory is made of. */
export const listVersions =
  (...shelves: readonly Shelf[]): Grant =>
  (step) => {
    for (const shelf of shelves) {
      onBucket(shelf, step, ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads']);
    }
  };

/** Releases versions for culling, erases them one by one, aborts uploads. Without a version nothing can be deleted. */
export const eraseVersions =
  (...shelves: readonly Shelf[]): Grant =>
  (step) => {
    for (const shelf of shelves) {
      onObjects(shelf, step, [
        's3:PutObjectTagging',
        's3:PutObjectVersionTagging',
        's3:DeleteObjectVersion',
        's3:AbortMultipartUpload',
      ]);
    }
  };

/** How the bucket's ARN is named where it is imported, which is how a finding of the rules names it. */
const exportNameOf = (shelf: Shelf, step: StepFunction): string => {
  const imported: unknown = step.stack.resolve(shelf.arn);
  if (typeof imported === 'object' && imported !== null && 'Fn::ImportValue' in imported) {
    return String(imported['Fn::ImportValue']);
  }
  throw new Error(`The shelf ${shelf.node.id} is not exported`);
};
