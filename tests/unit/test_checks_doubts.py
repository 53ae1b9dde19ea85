"""Several things unknown at once do not hide what is certain, nor how a doubt is told."""

from checking import open_questions, verdict

TEMPLATE = """
    launch_templates:
      t: {{instance_type: m6i.large, network_interfaces: [{{device_index: 0, network_interface_id: eni-0123456789abcdef0}}]}}
    launchers:
      a: {{kind: auto-scaling-group, launch_template_id: t, max_size: !unknown the size of a}}
      b: {{kind: auto-scaling-group, launch_template_id: t, max_size: !unknown the size of b}}
      {third}
"""


def test_two_unknown_sizes_do_not_hide_a_third_that_is_too_large():
    third = "c: {kind: auto-scaling-group, launch_template_id: t, max_size: 3}"

    assert "error" == verdict("shared-interface-in-launch-template", TEMPLATE.format(third=third))


def test_the_first_of_two_unknown_sizes_is_named():
    assert ["the size of a"] == open_questions("shared-interface-in-launch-template", TEMPLATE.format(third=""))


def test_two_unknown_addresses_leave_the_place_of_an_elastic_ip_open():
    scene = """
        network_interfaces:
          web: {private_ip_addresses: [!unknown the first, !unknown the second]}
        elastic_ips:
          one: {public_ip: 203.0.113.1}
        elastic_ip_associations:
          there: {allocation_id: one, network_interface_id: web, private_ip_address: 10.0.0.9}
    """

    assert ["the first"] == open_questions("elastic-ip-on-foreign-address", scene)


def test_a_floating_attachment_of_an_unknown_interface_hides_no_shared_subnet():
    scene = """
        subnets:
          a: {availability_zone: eu-west-1a, cidr_block: 10.0.0.0/24}
        instances:
          i: {instance_type: m6i.large}
        network_interfaces:
          one: {subnet_id: a, attachment: {instance_id: i, device_index: 0}}
          two: {subnet_id: a, attachment: {instance_id: i, device_index: 1}}
        attachments:
          there: {instance_id: !unknown whose, network_interface_id: eni-0123456789abcdef0, device_index: 2}
    """

    assert "warning" == verdict("same-subnet-interfaces", scene)
