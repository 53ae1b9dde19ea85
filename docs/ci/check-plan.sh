#!/bin/sh
# Plans, checks the plan, and applies it only when nothing is wrong with it. For any build server that has terraform and eni-lint.
#   ENI_LINT_OPTIONS  more options for eni-lint, such as --baseline eni-lint.baseline.yaml
#   ENI_LINT_APPLY    "yes" to apply a plan that is well
set -eu

terraform plan -input=false -out plan.bin
terraform show -json plan.bin > plan.json

status=0
# shellcheck disable=SC2086 - options are words
eni-lint check --profile-unless-set gate ${ENI_LINT_OPTIONS:-} --output sarif=eni-lint.sarif --output junit=eni-lint.xml plan.json || status=$?

case $status in
  0) ;;
  1) echo "eni-lint found something; the plan is not applied" >&2; exit 1 ;;
  3) echo "eni-lint could not check everything; the plan is not applied" >&2; exit 3 ;;
  *) exit "$status" ;;
esac

if [ "${ENI_LINT_APPLY:-no}" = yes ]; then
  terraform apply -input=false plan.bin
fi
